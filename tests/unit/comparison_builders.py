"""Exhibits made by hand for the comparison: the printed numbers where a table is printed, plain curves elsewhere."""

from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl

from dialogmote.contracts.artifacts import ARTIFACTS, PublishedVsReproduced
from dialogmote.estimate.agreement import case_figures, case_table
from dialogmote.estimate.offices import rank_offices
from dialogmote.record.comparison.build import published_vs_reproduced
from dialogmote.record.comparison.published import Published
from dialogmote.record.comparison.reproduced import Reproduced

FOLDER = "resources/published"
FILES = {
    **{
        name: f"{FOLDER}/{name}.csv" for name in ("table_1", "table_2", "table_3", "table_4", "table_v1", "text_claims")
    },
    "figures_8": f"{FOLDER}/case_study_figures_8.csv",
    "offices_3_1": f"{FOLDER}/case_study_table_3_1.csv",
    "table_8_7": f"{FOLDER}/case_study_table_8_7.csv",
    "facts": f"{FOLDER}/case_study_text_facts.csv",
}
WEEKS = range(16, 53)


@cache
def published() -> Published:
    return Published(**{name: pl.read_csv(path, infer_schema=False) for name, path in FILES.items()})


def made(exhibit: str, rows: list[tuple]) -> pl.DataFrame:
    schema = {name: column.dtype for name, column in ARTIFACTS[exhibit].columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def as_printed(exhibit: str, frame: pl.DataFrame, **blank: object) -> pl.DataFrame:
    filled = frame.with_columns(**{name: pl.lit(value) for name, value in blank.items()})
    return filled.select(pl.col(name).cast(column.dtype) for name, column in ARTIFACTS[exhibit].columns().items())


def table_4() -> pl.DataFrame:
    p_values = pl.col("stars").fill_null("").replace_strict({"***": 0.001, "**": 0.03, "*": 0.08, "": 0.5})
    printed = pl.read_csv(FILES["table_4"], schema_overrides={"stars": pl.String}).with_columns(
        pl.col("group_trends") == "yes", p_value=p_values
    )
    return as_printed("table_4", printed, ci_low=None, ci_high=None, n_persons=1, n_offices=1, n_pilot_offices=14)


def table_v1() -> pl.DataFrame:
    printed = pl.read_csv(FILES["table_v1"]).with_columns(pl.col("controls") == "yes")
    return as_printed("table_v1", printed, std_error=None)


def figure_8() -> pl.DataFrame:
    rows = []
    for outcome in ("meeting", "duration", "lost_workdays"):
        for group in ("national", "trondelag"):
            for period in (1, 2, 3):
                falls = outcome == "meeting" and period == 2
                sign = -1 if group == "national" else 1
                estimate = (-8.09 if group == "national" else -5.04) if falls else 0.5 * sign
                rows.append((outcome, group, period, estimate, 1.0, -2.5, 2.5, 0.001 if falls else 0.5, 300_000))
    return made("figure_8", rows)


def hazards(exhibit: str, years: tuple[int, ...], hazard, window: str | None = None) -> list[tuple]:
    """Rows of a hazard exhibit with 1000 at risk a week; `hazard(year, week)` in events."""
    head = () if window is None else (window,)
    return [
        (*head, year, week, 1000, hazard(year, week), hazard(year, week) / 10, 0.0, 1.0)
        for year in years
        for week in WEEKS
    ]


def meeting_hazard(last: int, less: int = 0):
    """Events by year and week: a peak in week 25, lower by 38 in the last year, and by `less` all the time."""

    def events(year: int, week: int) -> int:
        full = {22: 66, 23: 72, 24: 80, 25: 98, 26: 66}.get(week, 10)
        return full if full == 10 else full - less - (38 if year == last else 0)

    return events


def figure_4() -> pl.DataFrame:
    winter = hazards("figure_4", (2016, 2017, 2018), meeting_hazard(2018, less=4), "nov_mar")
    return made("figure_4", winter + hazards("figure_4", (2017, 2018, 2019), meeting_hazard(2019), "mar_jun"))


def figure_5() -> pl.DataFrame:
    def events(year: int, week: int) -> int:
        return 39 if year == 2018 and 31 <= week <= 36 else 41 if year == 2018 else 40

    return made("figure_5", hazards("figure_5", (2016, 2017, 2018), events))


def figure_6() -> pl.DataFrame:
    return made(
        "figure_6",
        hazards("figure_6", (2017, 2018, 2019), lambda year, week: 60 if (year, week) == (2018, 37) else 40),
    )


def figure_2() -> pl.DataFrame:
    """Many endings in weeks 16 to 18, fewest in week 40, a spike in the last two weeks."""
    shares = {week: 5.0 if week <= 18 else 1.0 + abs(week - 40) * 0.05 for week in WEEKS} | {51: 9.0, 52: 12.0}
    return made("figure_2", [(week, share, 100) for week, share in shares.items()])


def figure_9() -> pl.DataFrame:
    rows = []
    for week in WEEKS:
        held = -1.6 * min(max(week - 21, 0), 5)
        on_leave = -0.25 * min(max(week - 25, 0), 5) if week <= 45 else 0.2 if week == 52 else -0.9
        rows.append(("meeting", week, 50.0, 50 + held, held, 1.0, held - 1.96, held + 1.96, 10))
        error = 0.75 if 30 <= week <= 45 else 1.0
        limits = (on_leave - 1.96 * error, on_leave + 1.96 * error)
        rows.append(("on_leave", week, 50.0, 50 + on_leave, on_leave, error, *limits, 10))
    return made("figure_9", sorted(rows))


def figure_10() -> pl.DataFrame:
    grade = {1: 0.3, 2: 0.3, 3: 0.2, 4: -0.1, 5: 0.1, 6: 0.2, 7: 0.3, 8: -0.3, 9: -0.9, 10: -0.85, 11: -0.85, 12: -0.85}
    rows = [
        (sample, month, value, 0.5, value - 0.98, value + 0.98, 50.0, 10)
        for sample in ("all", "on_leave")
        for month, value in grade.items()
    ]
    return made("figure_10", rows)


def figure_3() -> pl.DataFrame:
    months = pl.date_range(date(2018, 1, 1), date(2019, 12, 1), "1mo", eager=True).to_list()
    level = [32.0 if month < date(2018, 12, 1) else 26.0 if month < date(2019, 3, 1) else 19.0 for month in months]
    return made("figure_3", list(zip(months, level, [9000] * len(months), strict=True)))


def attrition() -> pl.DataFrame:
    steps = [("long_spells", 100_000, 0), ("pregnant", 92_000, 8_000), ("overlapping", 88_000, 4_000)]
    return made("attrition", [(step, left, left, left, removed, removed) for step, left, removed in steps])


def contrasts() -> pl.DataFrame:
    rows = []
    for window in ("nov_mar", "mar_jun"):
        for first, last in ((20, 28), (31, 36), (37, 37)):
            rows.append((window, first, last, 3.9, 4.0, -0.1, 0.1, 0.3))
    return made("hazard_contrasts", rows)


@cache
def reproduced() -> Reproduced:
    """Exhibits that hold exactly the published numbers, and curves that show what the article describes."""
    judgements = pl.read_csv(FILES["table_8_7"])
    plain = table_4()
    levels = [
        ("before", 32.0, 380_000, 145_000, 118_750.0, 38_000.0, None, None),
        ("first_months", 26.0, 33_000, 8_600, 119_000.0, 30_900.0, 6.0, 7_100.0),
        ("after", 19.0, 58_000, 11_000, 121_000.0, 23_000.0, 13.0, 15_000.0),
    ]
    shares = {"employee_answers_within_two_weeks": 85.0, "employer_answers_within_two_weeks": 80.0}
    values = [(claim, value, 0.1, 100_000) for claim, value in shares.items()]
    values += [("both_yes_full_period_share", 30.0, 0.5, 8_000), ("question_day", 112.0, None, 9)]
    reasons = [("pregnant", 8_000, 4.0, 200.0), ("over_66", 1_000, 27.0, 200.0), ("kept", 9_000, 27.0, 1.0)]
    return Reproduced(
        attrition=attrition(),
        table_1=as_printed("table_1", pl.read_csv(FILES["table_1"])),
        table_2=as_printed("table_2", pl.read_csv(FILES["table_2"])),
        table_3=as_printed("table_3", pl.read_csv(FILES["table_3"])),
        table_4=plain,
        table_v1=table_v1(),
        table_4_no_controls=plain.with_columns(pl.col("std_error") * 1.02),
        period_contrasts=made(
            "period_contrasts",
            [
                (outcome, group, contrast, 0.1, 1.0, 0.9)
                for outcome in ("duration", "lost_workdays")
                for group in ("national", "trondelag")
                for contrast in ("period_2_less_1", "period_2_less_3")
            ],
        ),
        figure_2=figure_2(),
        figure_3=figure_3(),
        figure_4=figure_4(),
        figure_5=figure_5(),
        figure_6=figure_6(),
        figure_8=figure_8(),
        figure_9=figure_9(),
        figure_10=figure_10(),
        answers_cross=made("answers_cross", [("no", "no", 30.0, 10.0, 50_000)]),
        meeting_levels=made("meeting_levels", levels),
        excluded_groups=made("excluded_groups", reasons),
        hazard_contrasts=contrasts(),
        case_table_8_7=case_table(judgements),
        case_figures_8=case_figures(judgements, pl.read_csv(FILES["figures_8"])),
        case_offices_3_1=rank_offices(pl.read_csv(FILES["offices_3_1"])),
        claim_values=made("claim_values", values),
        moment_spreads=made("moment_spreads", [("table_3", "duration_days", "pilot", 86.3, 7_456)]),
    )


def with_exhibit(own: Reproduced | None = None, **exhibits: pl.DataFrame) -> Reproduced:
    return replace(own or reproduced(), **exhibits)


def compared(
    own: Reproduced | None = None,
    printed: Published | None = None,
    moments: set[str] | None = None,
    is_full_size: bool = True,
) -> pl.DataFrame:
    frame = published_vs_reproduced(
        printed or published(), own or reproduced(), planted_moments=moments, is_full_size=is_full_size
    )
    PublishedVsReproduced.validate(frame)
    return frame


def row(frame: pl.DataFrame, exhibit: str, row_key: str, column: str = "value") -> dict:
    return frame.row(
        by_predicate=(pl.col("exhibit") == exhibit) & (pl.col("row_key") == row_key) & (pl.col("column") == column),
        named=True,
    )


def claim(own: Reproduced, name: str, column: str = "value") -> dict:
    return row(_compared_once(own), "text_claims", name, column)


_compared: dict[int, tuple[Reproduced, pl.DataFrame]] = {}


def _compared_once(own: Reproduced) -> pl.DataFrame:
    """As `compared`, remembered by object, which is kept with it: comparing everything takes a second."""
    if id(own) not in _compared:
        _compared[id(own)] = own, compared(own)
    return _compared[id(own)][1]


def with_number(frame: pl.DataFrame, row_is: pl.Expr, column: str, value: float | str | None) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(row_is).then(pl.lit(value, dtype=frame.schema[column])).otherwise(column).alias(column)
    )


def with_table_4(outcome: str, column: str, value: float | None) -> Reproduced:
    is_row = (pl.col("outcome") == outcome) & (pl.col("control_group") == "national") & ~pl.col("group_trends")
    return with_exhibit(table_4=with_number(reproduced().table_4, is_row, column, value))


def with_table_3(row_name: str, value: float | None) -> Reproduced:
    return with_exhibit(table_3=with_number(reproduced().table_3, pl.col("row") == row_name, "pilot", value))
