"""An independent witness: the study's numbers once more, slowly and plainly, from RULES.md alone.

    python independent.py REGISTER_FOLDER OUT_FOLDER

Reads the raw extracts, builds the cohort and writes, with the columns of ARTIFACTS.md: cohort, exclusions, attrition,
table_3, table_4, figure_3, figure_7, figure_8, and season_effects (outcome, month, effect; an extra, for checks).
Rows are dicts, rules are loops over dates; numpy is here for dense linear algebra only. Nothing of the pipeline was
read or imported while this was written. Docstrings name the rules by number; "room:" marks a point they leave open.
The input is taken to be valid: this program checks nothing that RULES.md calls an input error.
"""

import datetime as dt
import math
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import stats

DAY = dt.timedelta(days=1)
OPEN_END = dt.date(9999, 12, 31)
EPOCH = dt.date(1970, 1, 1)
NANOSECONDS_A_DAY = 86_400 * 10**9
NANOSECONDS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}

LONG_SPELL_DAYS = 112
MAXIMUM_DAYS = 365
FIRST_START, LAST_START = dt.date(2015, 1, 1), dt.date(2021, 12, 31)
SEASON_YEARS = (2015, 2016, 2017)
PERIODS = {
    0: (dt.date(2017, 1, 1), dt.date(2017, 12, 31)),
    1: (dt.date(2018, 1, 1), dt.date(2018, 7, 31)),
    2: (dt.date(2018, 8, 1), dt.date(2018, 11, 19)),
    3: (dt.date(2018, 11, 20), dt.date(2019, 8, 31)),
}
TRONDELAG = "Trøndelag"
OUTCOMES = ("meeting", "duration", "total_duration", "lost_workdays", "exhausted", "aap_transition")
SHARES = ("meeting", "exhausted", "aap_transition")
FIGURE_8_OUTCOMES = ("meeting", "duration", "lost_workdays")
CONTROL_GROUPS = ("national", "trondelag")
COVARIATES = ("is_woman", "is_married", "is_foreign_born", "is_part_time", "is_public_sector", "is_aap_recipient")
STEPS = ("long_spells", "protected_address", "one_row_a_spell", "pregnant", "over_66", "overlapping")

COLUMNS = {
    "sykefravar_tilfelle": (
        "tilfelle_id",
        "fk_person1",
        "sykefravar_fra_dato",
        "sykefravar_til_dato",
        "bedrift_org_nr",
        "stillingsprosent",
        "gj_uforg",
        "taptedv",
        "nav_enhet_kode",
        "naering_kode",
        "yrke_kode",
        "sektor",
    ),
    "dialogmote_hendelse": ("fk_person1", "hendelse", "dialogmote_tidspunkt"),
    "motebehov_varsel": ("fk_person1", "tilfelle_startdato"),
    "motebehov": ("motebehov_uuid", "fk_person1_sm", "innmelder_type", "har_motebehov", "skjematype", "opprettet_dato"),
    "person": (
        "fk_person1",
        "fodt_dato",
        "fk_dim_kjonn",
        "fodeland",
        "sivilstand",
        "skjermet_kode",
        "gyldig_fra_dato",
        "gyldig_til_dato",
    ),
    "svangerskap": ("fk_person1", "fra_dato", "til_dato"),
    "aap": ("fk_person1", "fra_dato", "til_dato"),
    "nav_enhet": (
        "nav_enhet_kode",
        "nav_nivaa3_navn",
        "innbyggere",
        "pilot",
        "funk_gyldig_fra_dato",
        "etterfolger_kode",
    ),
}


# ------------------------------------------------------------------ reading


def python_values(column):
    """RULES 1: one Arrow column as Python values; a time becomes nanoseconds since 1970, so no unit loses a tie."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        factor = NANOSECONDS[column.type.unit]
        return [None if value is None else value * factor for value in column.cast(pa.int64()).to_pylist()]
    if pa.types.is_date64(column.type):
        column = column.cast(pa.date32())
    return column.to_pylist()


def read_extract(folder, name):
    """RULES 1: `<extract>.parquet`, or a folder `<extract>` of parts, as a list of dicts; row order means nothing."""
    single = Path(folder) / f"{name}.parquet"
    files = [single] if single.is_file() else sorted((Path(folder) / name).glob("*.parquet"))
    if not files:
        raise FileNotFoundError(f"extract {name} is missing")
    names = COLUMNS[name]
    rows = []
    for file in files:
        table = pq.ParquetFile(file).read(columns=list(names))
        columns = [python_values(table[column]) for column in names]
        rows += [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
    return rows


def read_register(folder):
    return {name: read_extract(folder, name) for name in COLUMNS}


def date_of(nanoseconds):
    """RULES 17, 20: the date part of a time without zone."""
    return EPOCH + (nanoseconds // NANOSECONDS_A_DAY) * DAY


def end_of(last_day):
    """RULES 4: null and 9999-12-31 are an open end."""
    return OPEN_END if last_day is None else last_day


def rows_by(rows, key):
    """The rows of each value of one column."""
    groups = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


# ------------------------------------------------------------------ spells, offices, persons


def collect_spells(rows):
    """RULES 2: one dict a spell with all its employer rows; every spell of the extract, short ones too."""
    spells = []
    for spell_id, employer_rows in rows_by(rows, "tilfelle_id").items():
        row = employer_rows[0]
        first, last = row["sykefravar_fra_dato"], row["sykefravar_til_dato"]
        spells.append(
            {
                "spell_id": spell_id,
                "person_id": row["fk_person1"],
                "start_date": first,
                "end_date": last,
                "length": (last - first).days + 1,
                "office_code": row["nav_enhet_kode"],
                "rows": employer_rows,
            }
        )
    return spells


def is_long(spell):
    """RULES 9: a real length of at least 112 days, first day in 2015 to 2021."""
    return spell["length"] >= LONG_SPELL_DAYS and FIRST_START <= spell["start_date"] <= LAST_START


def latest_office_rows(rows):
    """RULES 16: of each code the row with the latest first day of validity."""
    return {
        code: max(group, key=lambda row: row["funk_gyldig_fra_dato"])
        for code, group in rows_by(rows, "nav_enhet_kode").items()
    }


def final_office(code, latest):
    """RULES 16: follow the successors of the latest rows until there is none."""
    while latest[code]["etterfolger_kode"] is not None:
        code = latest[code]["etterfolger_kode"]
    return code


def person_row_on(rows, day):
    """RULES 11: the one row with from <= day < to."""
    for row in rows:
        if row["gyldig_fra_dato"] <= day < end_of(row["gyldig_til_dato"]):
            return row
    raise ValueError("no person row is valid on the first day")


def kept_row(rows):
    """RULES 12: the highest position percentage, ties: the lowest employer."""
    return min(rows, key=lambda row: (-row["stillingsprosent"], row["bedrift_org_nr"]))


def age_on(day, birth):
    """RULES 13: years, less one when (month, day) is before that of the birth (29 February: 1 March in other years)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def touches(period, first, last):
    """RULES 4: a period with both ends inside meets the days first..last, both inside."""
    return period["fra_dato"] <= last and end_of(period["til_dato"]) >= first


def is_overlapping(spell, spells_of_person):
    """RULES 15: the first day is on or before the latest last day of all the person's spells that started before it."""
    return any(
        other["start_date"] < spell["start_date"] and spell["start_date"] <= other["end_date"]
        for other in spells_of_person
    )


# ------------------------------------------------------------------ outcomes and answers


def meeting_day_of(spell, meeting_dates):
    """RULES 17: the first day from 113 to min(length, 365) with a held meeting; None without."""
    days = [(date - spell["start_date"]).days + 1 for date in meeting_dates]
    days = [day for day in days if LONG_SPELL_DAYS < day <= min(spell["length"], MAXIMUM_DAYS)]
    return min(days, default=None)


def total_duration_of(spell, spells_of_person):
    """RULES 18: distinct days on leave, over every spell of the extract, in first day .. first day + 364."""
    window_end = spell["start_date"] + (MAXIMUM_DAYS - 1) * DAY
    days = set()
    for other in spells_of_person:
        first, last = max(other["start_date"], spell["start_date"]), min(other["end_date"], window_end)
        days.update(range(first.toordinal(), last.toordinal() + 1))
    return len(days)


def has_aap_transition(spell, periods):
    """RULES 18: an AAP period meets first day + 365 .. first day + 547."""
    first = spell["start_date"]
    return any(touches(period, first + 365 * DAY, first + 547 * DAY) for period in periods)


def counted_answers(answers, spells_by_person):
    """RULES 20: {spell_id: {party: yes?}}: the last SVAR_BEHOV of each party, by time, then by uuid.

    An answer belongs to the person's spell with the latest first day on or before its date; before all of them, none.
    """
    counted = {}
    for answer in answers:
        if answer["skjematype"] != "SVAR_BEHOV":
            continue
        day = date_of(answer["opprettet_dato"])
        started = [spell for spell in spells_by_person.get(answer["fk_person1_sm"], ()) if spell["start_date"] <= day]
        if not started:
            continue
        spell = max(started, key=lambda candidate: candidate["start_date"])
        key = (spell["spell_id"], answer["innmelder_type"])
        if key not in counted or order_of(answer) > order_of(counted[key]):
            counted[key] = answer
    by_spell = {}
    for (spell_id, party), answer in counted.items():
        by_spell.setdefault(spell_id, {})[party] = answer["har_motebehov"]
    return by_spell


def order_of(answer):
    """RULES 20. room: uuids compare as strings, character by character (upper case before lower)."""
    return answer["opprettet_dato"], answer["motebehov_uuid"]


def answer_group(parties):
    """STUDY.md, table 1: a yes beats the other party's no or silence; any no without a yes is `no`."""
    employee, employer = parties.get("ARBEIDSTAKER"), parties.get("ARBEIDSGIVER")
    if employee and employer:
        return "both_yes"
    if employee:
        return "employee_yes"
    if employer:
        return "employer_yes"
    return "no_answer" if employee is None and employer is None else "no"


# ------------------------------------------------------------------ cohort


def describe_spell(spell, links):
    """RULES 11 to 20: everything about one long spell, and the reason it leaves, if any."""
    person_id, first, last = spell["person_id"], spell["start_date"], spell["end_date"]
    person = person_row_on(links["person"][person_id], first)
    row = kept_row(spell["rows"])
    siblings = links["spells"][person_id]
    aap = links["aap"].get(person_id, ())
    office = final_office(spell["office_code"], links["offices"])
    office_row = links["offices"][office]
    meeting_day = meeting_day_of(spell, links["meetings"].get(person_id, ()))
    answers = links["answers"].get(spell["spell_id"], {})
    is_asked = (person_id, first) in links["asked"]
    age = age_on(first, person["fodt_dato"])
    described = {
        "spell_id": spell["spell_id"],
        "person_id": person_id,
        "start_date": first,
        "end_date": last,
        "office": office,
        "county": office_row["nav_nivaa3_navn"],
        "is_pilot": office_row["pilot"],
        "age_years": age,
        "is_woman": person["fk_dim_kjonn"] == 5002,
        "is_married": person["sivilstand"] in ("GIFT", "PARTNER"),
        "is_foreign_born": person["fodeland"] != "NOR",
        "is_part_time": row["stillingsprosent"] < 100,
        "is_public_sector": row["sektor"] in (1, 2, 9),
        "is_aap_recipient": any(touches(period, first, first) for period in aap),
        "industry": row[
            "naering_kode"
        ],  # room: null stays null in the cohort file; it is the level `missing` in the effects
        "occupation": row["yrke_kode"],
        "position_percent": row["stillingsprosent"],
        "grade_mean": row["gj_uforg"],
        "meeting": meeting_day is not None,
        "meeting_day": meeting_day,
        "duration": min(spell["length"], MAXIMUM_DAYS),
        "total_duration": total_duration_of(spell, siblings),
        "lost_workdays": row["taptedv"],
        "exhausted": spell["length"] >= MAXIMUM_DAYS,
        "aap_transition": has_aap_transition(spell, aap),
        "is_asked": is_asked,
        "answer": answer_group(answers) if is_asked else None,
        # what the exhibits need beside the cohort file's columns
        "residents": office_row["innbyggere"],
        "has_answer": bool(answers),  # RULES 20: counts in figure 7 though the spell was not asked
        "row_count": len(spell["rows"]),
    }
    described["step"] = None
    if is_overlapping(spell, siblings):
        described["step"] = "overlapping"
    if age > 66:
        described["step"] = "over_66"
    if any(
        touches(period, first, last) for period in links["pregnant"].get(person_id, ())
    ):  # RULES 14: the real last day
        described["step"] = "pregnant"
    if person["skjermet_kode"] in (6, 7):  # the earliest step wins
        described["step"] = "protected_address"
    return described


def build_long_spells(register):
    """RULES 9 to 20: every long spell described, the ones that leave with their step."""
    spells = collect_spells(register["sykefravar_tilfelle"])
    by_person = rows_by(spells, "person_id")
    meetings = {}
    for event in register["dialogmote_hendelse"]:
        if event["hendelse"] == "FERDIGSTILT":  # RULES 17: linked by its own date, not by tilfelle_startdato
            meetings.setdefault(event["fk_person1"], []).append(date_of(event["dialogmote_tidspunkt"]))
    links = {
        "spells": by_person,
        "person": rows_by(register["person"], "fk_person1"),
        "offices": latest_office_rows(register["nav_enhet"]),
        "aap": rows_by(register["aap"], "fk_person1"),
        "pregnant": rows_by(register["svangerskap"], "fk_person1"),
        "meetings": meetings,
        "asked": {(row["fk_person1"], row["tilfelle_startdato"]) for row in register["motebehov_varsel"]},
        "answers": counted_answers(register["motebehov"], by_person),
    }
    described = [describe_spell(spell, links) for spell in spells if is_long(spell)]
    return sorted(described, key=lambda spell: spell["spell_id"])


def count_attrition(long_spells):
    """RULES 10: rows, spells and persons left after each step.

    room: the first line has removed nothing (0); a spell counts at the first step that takes it.
    """
    lines = []
    left = list(long_spells)
    rows_before, spells_before = sum(spell["row_count"] for spell in left), len(left)
    one_row = False
    for step in STEPS:
        left = [spell for spell in left if spell["step"] != step]
        one_row = one_row or step == "one_row_a_spell"
        rows = len(left) if one_row else sum(spell["row_count"] for spell in left)
        lines.append(
            {
                "step": step,
                "rows_left": rows,
                "spells_left": len(left),
                "persons_left": len({spell["person_id"] for spell in left}),
                "rows_removed": rows_before - rows,
                "spells_removed": spells_before - len(left),
            }
        )
        rows_before, spells_before = rows, len(left)
    return lines


# ------------------------------------------------------------------ season


def outcome_values(spells, outcome):
    """RULES 21: share outcomes times 100 before anything else."""
    factor = 100.0 if outcome in SHARES else 1.0
    return [factor * float(spell[outcome]) for spell in spells]


def season_effects(cohort, values):
    """RULES 24: {month: effect}: OLS on 12 month and 3 year dummies, starts of 2015 to 2017, all offices; the month
    coefficients less their mean over those spells.

    room: a month without a spell in those years has no coefficient and moves nothing (0).
    """
    sample = [
        (spell["start_date"], value)
        for spell, value in zip(cohort, values, strict=True)
        if spell["start_date"].year in SEASON_YEARS
    ]
    effects = dict.fromkeys(range(1, 13), 0.0)
    if not sample:
        return effects
    design = np.zeros((len(sample), 12 + len(SEASON_YEARS)))
    for row, (start, _) in enumerate(sample):
        design[row, start.month - 1] = 1.0
        design[row, 12 + SEASON_YEARS.index(start.year)] = 1.0
    coefficients = np.linalg.lstsq(design, np.array([value for _, value in sample]), rcond=1e-10)[0]
    mean = math.fsum(coefficients[start.month - 1] for start, _ in sample) / len(sample)
    for month in {start.month for start, _ in sample}:
        effects[month] = float(coefficients[month - 1] - mean)
    return effects


def adjust(cohort, values, effects):
    """RULES 24: the month's effect is subtracted from the outcome of every spell, of any year."""
    return [value - effects[spell["start_date"].month] for spell, value in zip(cohort, values, strict=True)]


# ------------------------------------------------------------------ regression


def codes_of(values):
    """0, 1, 2, ... for the distinct values, in order of appearance."""
    seen = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], dtype=int), len(seen)


def dummies(values):
    codes, count = codes_of(values)
    matrix = np.zeros((len(values), count))
    matrix[np.arange(len(values)), codes] = 1.0
    return matrix


def is_nested(effect, cluster):
    """RULES 32: nested in a cluster: no level lies in two clusters (looked up in the data, as fixest does)."""
    cluster_of = {}
    return all(cluster_of.setdefault(level, group) == group for level, group in zip(effect, cluster, strict=True))


class Regression:
    """One sample and one set of regressors; `fit` takes one outcome after the other.

    `regressors`: {name: values}; `effects`: lists of levels, may be empty; `clusters`: the persons and the offices.
    """

    def __init__(self, regressors, effects, clusters):
        self.names = list(regressors)
        self.n = len(clusters[0])
        x = np.column_stack([np.asarray(values, dtype=float) for values in regressors.values()])
        self.basis = self.span_of_effects(effects)
        self.x = self.residual(x)
        # A column the effects span is rounding noise now: make it zero, or the inverse would blow it up.
        spanned = np.linalg.norm(self.x, axis=0) <= 1e-9 * np.maximum(np.linalg.norm(x, axis=0), 1.0)
        self.x[:, spanned] = 0.0
        cross = self.x.T @ self.x
        self.inverse = np.linalg.pinv(cross, rcond=1e-10, hermitian=True)  # minimum norm for collinear columns
        identified = (
            self.inverse @ cross
        )  # projects on what the data can tell: a term is estimable when its row is a unit vector
        self.estimable = [
            bool(np.abs(identified[j] - np.eye(len(self.names))[j]).max() < 1e-6) for j in range(len(self.names))
        ]
        # room: "regressors" in K are those that could be estimated, i.e. the rank, as fixest drops collinear columns.
        rank = int(np.linalg.matrix_rank(cross, hermitian=True, tol=1e-10 * max(np.linalg.norm(cross, 2), 1e-300)))
        free = [effect for effect in effects if not any(is_nested(effect, cluster) for cluster in clusters)]
        self.k = rank
        if effects:
            self.k += sum(len(set(effect)) for effect in free) - (len(free) - 1)
        both = list(zip(*clusters, strict=True))
        self.groups = [codes_of(values) for values in (*clusters, both)]
        self.smallest = min(count for _, count in self.groups[:2])

    def span_of_effects(self, effects):
        """An orthonormal basis of all the dummies together."""
        if not effects or self.n == 0:
            return np.zeros((self.n, 0))
        matrix = np.hstack([dummies(effect) for effect in effects])
        left, sizes, _ = np.linalg.svd(matrix, full_matrices=False)
        return left[:, sizes > 1e-9 * sizes[0]]

    def residual(self, values):
        """Twice, so that rounding does not remain."""
        for _ in range(2):
            values = values - self.basis @ (self.basis.T @ values)
        return values

    def covariance(self, residuals):
        """RULES 32: persons + offices - both, one factor for all three.

        room: RULES 32 says that a matrix which is not positive semi-definite has its negative eigenvalues set to zero,
        and also "as fixest 0.12.2 does by default", held to the stored reference values. The two differ: fixest repairs
        only when a variance (the diagonal) is negative, and two stored models have a negative eigenvalue, a positive
        diagonal, and stand unrepaired (repaired, their standard errors move by 7e-5 and 8e-4). The stored values
        decide: repair only when the variance of a term that can be estimated is negative.
        room: the matrix is that of the regressors alone, unscaled (the effects are projected out, as in fixest).
        """
        scores = self.x * residuals[:, None]
        meat = np.zeros((len(self.names), len(self.names)))
        for (codes, count), sign in zip(self.groups, (1, 1, -1), strict=True):
            sums = np.zeros((count, len(self.names)))
            np.add.at(sums, codes, scores)
            meat += sign * (sums.T @ sums)
        factor = self.smallest / (self.smallest - 1) * (self.n - 1) / (self.n - self.k)
        matrix = factor * self.inverse @ meat @ self.inverse
        matrix = (matrix + matrix.T) / 2
        if (np.diag(matrix)[self.estimable] < 0).any():
            sizes, vectors = np.linalg.eigh(matrix)
            matrix = (vectors * np.maximum(sizes, 0)) @ vectors.T
        return matrix

    def fit(self, outcome):
        """{term: estimate, std_error, ci_low, ci_high, p_value}; all None where the term cannot be estimated."""
        y = self.residual(np.asarray(outcome, dtype=float))
        beta = self.inverse @ (self.x.T @ y)
        has_errors = (
            self.smallest > 1 and self.n > self.k
        )  # room: otherwise the estimate stands without a standard error
        errors = np.full(len(self.names), np.nan)
        if has_errors:
            errors = np.sqrt(np.maximum(np.diag(self.covariance(y - self.x @ beta)), 0.0))
        results = {}
        for j, name in enumerate(self.names):
            if not self.estimable[j]:
                results[name] = nothing()
            elif not has_errors:
                results[name] = nothing() | {"estimate": float(beta[j])}
            else:
                results[name] = describe_estimate(float(beta[j]), float(errors[j]), self.smallest - 1)
        return results


def nothing():
    return {"estimate": None, "std_error": None, "ci_low": None, "ci_high": None, "p_value": None}


def constant_result():
    """RULES 33: 0 with interval 0. room: the standard error is 0 too and there is no p-value."""
    return {"estimate": 0.0, "std_error": 0.0, "ci_low": 0.0, "ci_high": 0.0, "p_value": None}


def describe_estimate(estimate, error, freedom):
    """RULES 32: t with min(G) - 1 degrees of freedom. room: no p-value for a standard error of exactly 0."""
    width = float(stats.t.ppf(0.975, freedom)) * error
    p_value = None if error == 0 else float(2 * stats.t.sf(abs(estimate / error), freedom))
    return {
        "estimate": estimate,
        "std_error": error,
        "ci_low": estimate - width,
        "ci_high": estimate + width,
        "p_value": p_value,
    }


# ------------------------------------------------------------------ samples


def period_of(start):
    """STUDY.md, periods; None outside 2017-01-01 to 2019-08-31 (RULES 29)."""
    for period, (first, last) in PERIODS.items():
        if first <= start <= last:
            return period
    return None


def trend_of(start):
    """RULES 30: t = year - 2017 + (month - 1) / 12."""
    return start.year - 2017 + (start.month - 1) / 12


def in_control_group(spell, group):
    """STUDY.md, DiD: offices that are not pilot: all (`national`, Trøndelag's included), or Trøndelag's (RULES 16)."""
    return not spell["is_pilot"] and (group == "national" or spell["county"] == TRONDELAG)


def did_sample(cohort, group):
    """RULES 29: places in the cohort of the spells that started in the four periods, pilot and controls."""
    return [
        place
        for place, spell in enumerate(cohort)
        if period_of(spell["start_date"]) is not None and (spell["is_pilot"] or in_control_group(spell, group))
    ]


def did_regression(spells, has_trends):
    """RULES 30, 32: the DiD design; `pilot` itself is spanned by the offices."""
    regressors = {}
    for period in (1, 2, 3):
        regressors[f"period_{period}"] = [period_of(spell["start_date"]) == period for spell in spells]
    for period in (1, 2, 3):
        regressors[f"pilot_x_period_{period}"] = [
            spell["is_pilot"] and period_of(spell["start_date"]) == period for spell in spells
        ]
    if has_trends:
        regressors["t"] = [trend_of(spell["start_date"]) for spell in spells]
        regressors["pilot_x_t"] = [trend_of(spell["start_date"]) * spell["is_pilot"] for spell in spells]
    for name in COVARIATES:
        regressors[name] = [spell[name] for spell in spells]
    effects = [
        [spell["age_years"] for spell in spells],
        [spell["office"] for spell in spells],
        [spell["industry"] or "missing" for spell in spells],  # RULES 3
        [spell["occupation"] or "missing" for spell in spells],
    ]
    clusters = ([spell["person_id"] for spell in spells], [spell["office"] for spell in spells])
    return Regression(regressors, effects, clusters)


def estimate_did(cohort, group, has_trends, raw, adjusted):
    """{outcome: {term: result}} for the outcomes of `adjusted`; RULES 33 looks at them before the season step."""
    places = did_sample(cohort, group)
    results = {}
    regression = did_regression([cohort[place] for place in places], has_trends) if places else None
    for outcome in adjusted:
        if not places:
            results[outcome] = {f"pilot_x_period_{period}": nothing() for period in (1, 2, 3)}
        elif len({raw[outcome][place] for place in places}) == 1:
            results[outcome] = {f"pilot_x_period_{period}": constant_result() for period in (1, 2, 3)}
        else:
            results[outcome] = regression.fit([adjusted[outcome][place] for place in places])
    return results


# ------------------------------------------------------------------ exhibits


def mean_of(values):
    values = list(values)
    return math.fsum(values) / len(values) if values else None


def make_table_3(cohort):
    """RULES 26: plain means over all starts of 2017, not adjusted (24); residents are a mean over spells."""
    groups = {
        "pilot": [spell for spell in cohort if spell["is_pilot"]],
        "control_national": [spell for spell in cohort if in_control_group(spell, "national")],
        "control_trondelag": [spell for spell in cohort if in_control_group(spell, "trondelag")],
    }
    measures = {
        "meeting_share_pct": lambda spell: 100.0 * spell["meeting"],
        "duration_days": lambda spell: spell["duration"],
        "lost_workdays": lambda spell: spell["lost_workdays"],
        "grade_pct": lambda spell: 100.0 * spell["grade_mean"],
        "graded_share_pct": lambda spell: 100.0 * (spell["grade_mean"] < 1),
        "part_time_share_pct": lambda spell: 100.0 * spell["is_part_time"],
        "age_years": lambda spell: spell["age_years"],
        "women_share_pct": lambda spell: 100.0 * spell["is_woman"],
        "foreign_born_share_pct": lambda spell: 100.0 * spell["is_foreign_born"],
        "office_residents": lambda spell: spell["residents"],
    }
    lines = {name: {"row": name} for name in [*measures, "n"]}
    for group, spells in groups.items():
        started = [spell for spell in spells if spell["start_date"].year == 2017]
        for name, measure in measures.items():
            lines[name][group] = mean_of(measure(spell) for spell in started)
        lines["n"][group] = float(len(started))
    return list(lines.values())


def make_table_4(cohort, raw, adjusted):
    """RULES 29, 30, 34: pilot x period 2; the control mean is plain, over control spells of period 0."""
    rows = []
    estimates = {
        (group, trends): estimate_did(cohort, group, trends, raw, adjusted)
        for group in CONTROL_GROUPS
        for trends in (False, True)
    }
    for outcome in OUTCOMES:
        for group in CONTROL_GROUPS:
            sample = [cohort[place] for place in did_sample(cohort, group)]
            before = [
                raw[outcome][place]
                for place, spell in enumerate(cohort)
                if in_control_group(spell, group) and period_of(spell["start_date"]) == 0
            ]
            for trends in (False, True):
                rows.append(
                    {
                        "outcome": outcome,
                        "control_group": group,
                        "group_trends": trends,
                        **estimates[group, trends][outcome]["pilot_x_period_2"],
                        "control_mean": mean_of(before),
                        "n": len(sample),
                        "n_persons": len({spell["person_id"] for spell in sample}),
                        "n_offices": len({spell["office"] for spell in sample}),
                        "n_pilot_offices": len({spell["office"] for spell in sample if spell["is_pilot"]}),
                    }
                )
    return rows


def make_figure_8(cohort, raw, adjusted):
    """STUDY.md, figure 8: pilot x period 1, 2, 3 of the regression without trends."""
    wanted = {outcome: adjusted[outcome] for outcome in FIGURE_8_OUTCOMES}
    estimates = {group: estimate_did(cohort, group, False, raw, wanted) for group in CONTROL_GROUPS}
    return [
        {
            "outcome": outcome,
            "control_group": group,
            "period": period,
            **estimates[group][outcome][f"pilot_x_period_{period}"],
            "n": len(did_sample(cohort, group)),
        }
        for outcome in FIGURE_8_OUTCOMES
        for group in CONTROL_GROUPS
        for period in (1, 2, 3)
    ]


def month_of(spell):
    return spell["start_date"].replace(day=1)


def months_between(first, last):
    months = []
    while first <= last:
        months.append(first)
        first = (first + 31 * DAY).replace(day=1)
    return months


def make_figure_3(cohort, adjusted):
    """RULES 22 to 24: adjusted meeting share by start month, country without the pilot offices.

    room: a month without spells has no row.
    """
    by_month = {}
    for spell, value in zip(cohort, adjusted["meeting"], strict=True):
        if not spell["is_pilot"]:
            by_month.setdefault(month_of(spell), []).append(value)
    return [
        {"month": month, "meeting_share_pct": mean_of(by_month[month]), "n": len(by_month[month])}
        for month in months_between(dt.date(2015, 1, 1), dt.date(2021, 12, 1))
        if month in by_month
    ]


def make_figure_7(cohort):
    """RULES 20, 23: share of all cohort spells with an answer of either party, asked or not, yes or no.

    room: a month without spells has no row.
    """
    groups = {
        "pilot": lambda spell: spell["is_pilot"],
        "trondelag": lambda spell: in_control_group(spell, "trondelag"),
        "national": lambda spell: in_control_group(spell, "national"),
    }
    rows = []
    for group, belongs in groups.items():
        for month in months_between(dt.date(2017, 1, 1), dt.date(2019, 8, 1)):
            used = [100.0 * spell["has_answer"] for spell in cohort if belongs(spell) and month_of(spell) == month]
            if used:
                rows.append({"group": group, "month": month, "used_share_pct": mean_of(used), "n": len(used)})
    return rows


# ------------------------------------------------------------------ writing


def fields(kind, *names):
    return [(name, kind) for name in names]


TEXT, WHOLE, REAL, TRUTH, DATE = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32()
ESTIMATE_FIELDS = fields(REAL, "estimate", "std_error", "ci_low", "ci_high", "p_value")
SCHEMAS = {
    "cohort": [
        *fields(WHOLE, "spell_id", "person_id"),
        *fields(DATE, "start_date", "end_date"),
        *fields(TEXT, "office", "county"),
        *fields(TRUTH, "is_pilot"),
        *fields(WHOLE, "age_years"),
        *fields(TRUTH, *COVARIATES),
        *fields(TEXT, "industry", "occupation"),
        *fields(REAL, "position_percent", "grade_mean"),
        *fields(TRUTH, "meeting"),
        *fields(WHOLE, "meeting_day", "duration", "total_duration"),
        *fields(REAL, "lost_workdays"),
        *fields(TRUTH, "exhausted", "aap_transition", "is_asked"),
        *fields(TEXT, "answer"),
    ],
    "exclusions": [*fields(WHOLE, "spell_id", "person_id"), *fields(TEXT, "step")],
    "attrition": [
        *fields(TEXT, "step"),
        *fields(WHOLE, "rows_left", "spells_left", "persons_left", "rows_removed", "spells_removed"),
    ],
    "season_effects": [*fields(TEXT, "outcome"), *fields(WHOLE, "month"), *fields(REAL, "effect")],
    "table_3": [*fields(TEXT, "row"), *fields(REAL, "pilot", "control_national", "control_trondelag")],
    "table_4": [
        *fields(TEXT, "outcome", "control_group"),
        *fields(TRUTH, "group_trends"),
        *ESTIMATE_FIELDS,
        *fields(REAL, "control_mean"),
        *fields(WHOLE, "n", "n_persons", "n_offices", "n_pilot_offices"),
    ],
    "figure_3": [*fields(DATE, "month"), *fields(REAL, "meeting_share_pct"), *fields(WHOLE, "n")],
    "figure_7": [*fields(TEXT, "group"), *fields(DATE, "month"), *fields(REAL, "used_share_pct"), *fields(WHOLE, "n")],
    "figure_8": [
        *fields(TEXT, "outcome", "control_group"),
        *fields(WHOLE, "period"),
        *ESTIMATE_FIELDS,
        *fields(WHOLE, "n"),
    ],
}


def as_table(rows, schema):
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in schema})


def compute(register_folder):
    """Every artifact as an Arrow table, by name."""
    long_spells = build_long_spells(read_register(register_folder))
    cohort = [spell for spell in long_spells if spell["step"] is None]
    raw = {outcome: outcome_values(cohort, outcome) for outcome in OUTCOMES}
    effects = {outcome: season_effects(cohort, raw[outcome]) for outcome in OUTCOMES}
    adjusted = {outcome: adjust(cohort, raw[outcome], effects[outcome]) for outcome in OUTCOMES}
    rows = {
        "cohort": cohort,
        "exclusions": [spell for spell in long_spells if spell["step"] is not None],  # room: long spells only
        "attrition": count_attrition(long_spells),
        "season_effects": [
            {"outcome": outcome, "month": month, "effect": effects[outcome][month]}
            for outcome in OUTCOMES
            for month in range(1, 13)
        ],
        "table_3": make_table_3(cohort),
        "table_4": make_table_4(cohort, raw, adjusted),
        "figure_3": make_figure_3(cohort, adjusted),
        "figure_7": make_figure_7(cohort),
        "figure_8": make_figure_8(cohort, raw, adjusted),
    }
    return {name: as_table(rows[name], schema) for name, schema in SCHEMAS.items()}


def main(register_folder, out_folder):
    out = Path(out_folder)
    out.mkdir(parents=True, exist_ok=True)
    for name, table in compute(register_folder).items():
        pq.write_table(table, out / f"{name}.parquet")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python independent.py REGISTER_FOLDER OUT_FOLDER")
    main(sys.argv[1], sys.argv[2])
