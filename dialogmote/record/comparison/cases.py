"""The interview study: its figures, tables and facts against its own published data.

Both sides are the source's own, so a figure or a fact that does not meet its table is a contradiction of the source.
Tables 8-7 and 3-1 are set beside exhibits made of those very tables: that checks the transcription and the counting,
and tells nothing of the study. Facts that no published table holds stand as they are, not comparable.
"""

from collections.abc import Callable, Iterator

import polars as pl

from dialogmote.record.comparison.number import Number, half_unit
from dialogmote.record.comparison.published import Published, cell, number_in
from dialogmote.record.comparison.reproduced import Reproduced, value_of

OFFICE_COLUMNS = ("meeting_change_2017_2021_pct", "candidates_per_month", "meeting_share_by_week_26")
# Exhibits whose numbers here are the published table's own: a file beside itself.
TRANSCRIBED = ("case_table_8_7", "case_offices_3_1")
JUDGEMENTS = {"summoned": "yes", "exempted": "no", "unclear": "unclear"}


def case_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    """Every number of the interview study: table 8-7, figures 8-1 to 8-6, table 3-1, and the facts of its text."""
    yield from _judgement_numbers(published, reproduced)
    yield from _figure_numbers(published, reproduced)
    yield from _office_numbers(published, reproduced)
    yield from _fact_numbers(published, reproduced)


def _judgement_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    """How many cases each case worker summoned, exempted, left unclear: counted here from the printed judgements, and
    by the exhibit from the same ones. The study prints no such sums."""
    cases = [name for name in published.table_8_7.columns if name != "case_worker"]
    for row in published.table_8_7.rows(named=True):
        for column, judgement in JUDGEMENTS.items():
            printed = sum(row[case] == judgement for case in cases)
            own = value_of(reproduced.case_table_8_7, column, case_worker=int(row["case_worker"]))
            yield _from_interview_study("case_table_8_7", row["case_worker"], column, str(printed), own)


def _figure_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    """What the figures print against what table 8-7 holds. Both are the source's own."""
    for case in published.figures_8["case"]:
        for column in JUDGEMENTS:
            printed = cell(published.figures_8, {"case": case}, column)
            own = value_of(reproduced.case_figures_8, column, case=int(case))
            yield _from_interview_study("case_figures_8", case, column, printed, own, is_one_source_twice=True)


def _office_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    """The cells of table 3-1 and of the exhibit, which holds the same cells."""
    for office in published.offices_3_1["office"]:
        for column in OFFICE_COLUMNS:
            printed = cell(published.offices_3_1, {"office": office}, column)
            own = value_of(reproduced.case_offices_3_1, column, office=int(office))
            yield _from_interview_study("case_offices_3_1", office, column, printed, own)


def _fact_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    for claim in published.facts["claim"]:
        printed = cell(published.facts, {"claim": claim}, "value")
        recompute = FACTS.get(claim)
        if recompute is None:
            yield Number(
                "case_study_text_facts", claim, "value", printed, None, is_context=True, is_from_register=False
            )
            continue
        own = recompute(published, reproduced)
        yield _from_interview_study("case_study_text_facts", claim, "value", printed, own, is_one_source_twice=True)


def _offices(_: Published, own: Reproduced) -> float | None:
    """Offices of table 3-1."""
    return float(own.case_offices_3_1.height)


def _fewest_exemptions(_: Published, own: Reproduced) -> float | None:
    """Fewest exemptions by one case worker in table 8-7."""
    return _extreme(own.case_table_8_7["exempted"].sort())


def _most_exemptions(_: Published, own: Reproduced) -> float | None:
    """Most exemptions by one case worker in table 8-7."""
    return _extreme(own.case_table_8_7["exempted"].sort(descending=True))


def _extreme(ordered: pl.Series) -> float | None:
    return float(ordered[0]) if len(ordered) else None


def _meetings_of_courses(published: Published, _: Reproduced) -> float | None:
    """Meetings of 2012 in percent of those who passed week 17 that year, both printed in the same paragraph."""
    meetings, persons = _facts(published, "meetings_2012", "persons_passing_17_weeks_2012")
    return 100 * meetings / persons if meetings is not None and persons else None


def _meeting_cost(published: Published, _: Reproduced) -> float | None:
    """The printed share of work years spent on meetings, of the printed cost of follow-up; million kroner."""
    share, cost = _facts(published, "meeting_share_of_work_years", "follow_up_cost_2012")
    return share / 100 * cost if share is not None and cost is not None else None


def _facts(published: Published, *claims: str) -> list[float | None]:
    return [number_in(published.facts, {"claim": claim}, "value") for claim in claims]


# The facts that other published numbers of the study decide; the others cannot be recomputed.
FACTS: dict[str, Callable[[Published, Reproduced], float | None]] = {
    "offices_taking_part": _offices,
    "exemptions_per_case_worker_min": _fewest_exemptions,
    "exemptions_per_case_worker_max": _most_exemptions,
    "meetings_share_of_courses_by_week_26_2012": _meetings_of_courses,
    "meeting_cost_nav": _meeting_cost,
}


def _from_interview_study(
    exhibit: str,
    row_key: str,
    column: str,
    printed: str | None,
    own: float | None,
    *,
    is_one_source_twice: bool = False,
) -> Number:
    """A number on real data: equal to its digits, or, where both sides are the source's own, contradicted by it."""
    tolerance = half_unit(printed) if printed else 0.0
    is_apart = bool(printed) and own is not None and abs(own - float(str(printed))) > tolerance
    return Number(
        exhibit=exhibit,
        row_key=row_key,
        column=column,
        printed=printed,
        reproduced=own,
        tolerance=tolerance if is_one_source_twice else 0.0,
        is_contradicted=is_one_source_twice and is_apart,
        is_from_register=False,
    )
