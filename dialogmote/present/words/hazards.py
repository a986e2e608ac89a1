"""What the words of the hazard figures share: windows and cohorts of starts, and pooled hazards. RULES 28."""

from datetime import date

import polars as pl

from dialogmote.present.texts import Catalogue

WINDOW_MONTHS = {"nov_mar": (11, 3), "mar_jun": (3, 6)}  # first and last month of the starts
CENSORED_STARTS = ("mar_jun", 2019)  # March belongs to the other window too, so both have spells cut short
FINAL_WEEKS = (50, 51, 52)
COHORTS = ("two_before", "one_before", "last")
FIRST_WEEK, LAST_WEEK = 16, 52


def crosses_new_year(window: str) -> bool:
    """Whether a window of starts ends in the year after it began."""
    first, last = WINDOW_MONTHS[window]
    return last < first


def name_window(window: str, year: int, catalogue: Catalogue) -> str:
    """The window that began in `year`, in months: November 2018 to March 2019."""
    first, last = WINDOW_MONTHS[window]
    end = year + 1 if crosses_new_year(window) else year
    months = (catalogue.month(date(year, first, 1)), catalogue.month(date(end, last, 1)))
    return catalogue.text("format.dates", first=months[0], last=months[1])


def name_cohort(window: str, year: int) -> str:
    """The years of a window's starts, short: 2018/19, or 2019."""
    return f"{year}/{(year + 1) % 100:02d}" if crosses_new_year(window) else str(year)


def rank_cohorts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `cohort`: the last year of its window is `last`, the others how many years before it."""
    window = ["window"] if "window" in frame.columns else []
    newest = pl.col("year").max().over(window) if window else pl.col("year").max()
    names = {place: name for place, name in enumerate(reversed(COHORTS))}
    ranked = frame.with_columns(years_before=newest - pl.col("year"))
    return ranked.with_columns(
        cohort=pl.col("years_before").replace_strict(names, default=None, return_dtype=pl.Enum(COHORTS))
    ).drop("years_before")


def pool_hazard(frame: pl.DataFrame, first_week: int, last_week: int) -> float | None:
    """Events per 100 spell-weeks at risk in some weeks; none when nobody is at risk."""
    rows = frame.filter(pl.col("week").is_between(first_week, last_week)).drop_nulls(["at_risk", "events"])
    at_risk = int(rows["at_risk"].sum())
    return 100 * int(rows["events"].sum()) / at_risk if at_risk else None


def at_risk_in(frame: pl.DataFrame, year: int, week: int) -> int | None:
    """The spells of one cohort at risk in one week; none when the frame does not say."""
    found = frame.filter(pl.col("year") == year, pl.col("week") == week)["at_risk"].to_list()
    return found[0] if found else None


def state_follow_up(frame: pl.DataFrame, window: str, catalogue: Catalogue) -> str:
    """How few of the last cohort are left in the last weeks, as its follow-up is cut short. `frame`: one window."""
    last_year = max(frame["year"].to_list(), default=CENSORED_STARTS[1])
    counts = {f"week_{week}": catalogue.count(at_risk_in(frame, last_year, week)) for week in FINAL_WEEKS}
    return catalogue.text(
        "hazards.followed",
        window=name_window(*CENSORED_STARTS, catalogue),
        cohort=name_cohort(window, last_year),
        **counts,
    )


def count_at_start(frame: pl.DataFrame, window: str, catalogue: Catalogue) -> str:
    """The spells at risk in week 16 of each cohort: 44,924 (2016/17), ... `frame`: one window."""
    counts = [
        catalogue.text(
            "format.estimate",
            estimate=catalogue.count(at_risk_in(frame, year, FIRST_WEEK)),
            interval=name_cohort(window, year),
        )
        for year in frame["year"].unique().sort().to_list()
    ]
    return catalogue.items(counts)
