"""The interview study."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count


class CaseTable87(dy.Schema):
    """Every case worker's judgement in every case (yes: summoned, no: exempted, unclear)."""

    case_worker = dy.Int64(primary_key=True)
    case_1 = dy.String()
    case_2 = dy.String()
    case_3 = dy.String()
    case_4 = dy.String()
    case_5 = dy.String()
    case_6 = dy.String()
    summoned = count()
    exempted = count()
    unclear = count()


class CaseFigures8(dy.Schema):
    """Judgements by case: counted from the table, and as the figures print them."""

    case = dy.Int64(primary_key=True)
    summoned = count()
    exempted = count()
    unclear = count()
    published_summoned = count()
    published_exempted = count()
    published_unclear = count()


class CaseAgreement(dy.Schema):
    """Agreement between the case workers."""

    measure = dy.String(primary_key=True)
    value = dy.Float64()
    ci_low = dy.Float64()
    ci_high = dy.Float64()
    n_case_workers = count()
    n_cases = count()


class CaseOffices31(dy.Schema):
    """The 15 offices of the interview study, ranked by share held."""

    office = dy.Int64(primary_key=True)
    size = dy.String()
    meeting_change_2017_2021_pct = dy.Float64()
    candidates_per_month = dy.Float64()
    meeting_share_by_week_26 = dy.Float64()
    rank = dy.Int64(min=1)


class CaseOfficesCorrelations(dy.Schema):
    """Rank correlations between the columns of the office table."""

    variable_a = dy.String(primary_key=True)
    variable_b = dy.String(primary_key=True)
    spearman = dy.Float64(min=-1, max=1)
    n = count()
