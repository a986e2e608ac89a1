"""Published beside reproduced: every number the sources print and the pipeline computes, with a verdict.

The rule. Sources that contradict each other on a number: `source_contradiction`. A number missing on either side:
`not_comparable`. Otherwise a number `agrees` when it lies within 1.96 standard errors of the published one, where there
is a standard error, and within half a unit of the last published digit where there is none; else it `differs`. Standard
errors: the published one of an estimate (the reproduced one when it is not published); the binomial one of a published
share, from its published n. Numbers read from the same published table must be equal.
"""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields

import polars as pl

from dialogmote.contracts.artifacts import PublishedVsReproduced

AGREES, DIFFERS = "agrees", "differs"
SOURCE_CONTRADICTION, NOT_COMPARABLE = "source_contradiction", "not_comparable"
STANDARD_ERRORS = 1.96
# Rounding of binary fractions: 32.65 less 32.6 is a little more than 0.05.
ROUNDING = 1e-9

# What table 3 and the control mean of table 4 both print: table 3's row, table 4's outcome.
PRINTED_TWICE = {"meeting_share_pct": "meeting", "duration_days": "duration", "lost_workdays": "lost_workdays"}
TABLE_3_COLUMNS = ("pilot", "control_national", "control_trondelag")
TABLE_4_COLUMNS = ("estimate", "std_error", "control_mean", "n")
OFFICE_COLUMNS = ("meeting_change_2017_2021_pct", "candidates_per_month", "meeting_share_by_week_26")
FIGURE_COLUMNS = ("summoned", "exempted", "unclear")
EXEMPTIONS = {"exemptions_per_case_worker_min": "min", "exemptions_per_case_worker_max": "max"}


@dataclass(frozen=True)
class Published:
    """Published tables as text, every column a String, so that the printed digits can be counted."""

    table_3: pl.DataFrame
    table_4: pl.DataFrame
    offices_3_1: pl.DataFrame
    facts: pl.DataFrame


@dataclass(frozen=True)
class Reproduced:
    """The pipeline's exhibits, each in its contract."""

    table_3: pl.DataFrame
    table_4: pl.DataFrame
    case_table_8_7: pl.DataFrame
    case_figures_8: pl.DataFrame
    case_offices_3_1: pl.DataFrame


EXHIBITS = tuple(field.name for field in fields(Reproduced))
PUBLISHED = tuple(field.name for field in fields(Published))


@dataclass(frozen=True)
class Number:
    """One number: where it stands, as printed and as reproduced, and what the verdict rests on."""

    exhibit: str
    row_key: str
    column: str
    printed: str | None
    reproduced: float | None
    std_error: float | None = None
    se_source: str | None = None
    is_contradicted: bool = False
    tolerance: float = 0.0  # of a number without a standard error, in its own units
    is_from_register: bool = True

    @property
    def published(self) -> float | None:
        """The printed number, null when the cell is empty."""
        return float(self.printed) if self.printed else None

    @property
    def difference(self) -> float | None:
        """Reproduced less published."""
        if self.published is None or self.reproduced is None:
            return None
        return self.reproduced - self.published

    @property
    def difference_in_se(self) -> float | None:
        """The difference in standard errors, null without one."""
        return self.difference / self.std_error if self.difference is not None and self.std_error else None

    @property
    def status(self) -> str:
        """The verdict, by the rule of this module."""
        if self.is_contradicted:
            return SOURCE_CONTRADICTION
        if self.difference is None:
            return NOT_COMPARABLE
        if self.std_error:
            is_close = abs(self.difference) <= STANDARD_ERRORS * self.std_error
        else:
            is_close = abs(self.difference) <= self.tolerance + ROUNDING
        return AGREES if is_close else DIFFERS


def published_vs_reproduced(
    published: Published, reproduced: Reproduced, *, planted_moments: Collection[str] | None
) -> pl.DataFrame:
    """Every number of tables 3 and 4 and of the interview study's tables and figures, published and reproduced.

    `planted_moments` names the numbers a synthetic register was built to have, as exhibit/row_key/column: their
    `origin` is `planted`, that of other register numbers `emergent`. None for a register of real extracts: `origin` is
    null, as it is for the interview study, whose data are real.
    """
    numbers = [
        *_table_3_numbers(published, reproduced),
        *_table_4_numbers(published, reproduced),
        *_exemption_numbers(published, reproduced),
        *_figure_numbers(reproduced),
        *_office_numbers(published, reproduced),
    ]
    records = [
        {
            "exhibit": number.exhibit,
            "row_key": number.row_key,
            "column": number.column,
            "published": number.published,
            "reproduced": number.reproduced,
            "difference": number.difference,
            "difference_in_se": number.difference_in_se,
            "se_source": number.se_source,
            "status": number.status,
            "origin": _origin(number, planted_moments),
        }
        for number in numbers
    ]
    return pl.DataFrame(
        records, schema={name: column.dtype for name, column in PublishedVsReproduced.columns().items()}
    )


def half_unit(printed: str) -> float:
    """Half a unit of the last digit of a printed number: 0.05 for 32.7, 0.5 for 27."""
    _, _, decimals = printed.partition(".")
    return 0.5 * 10.0 ** -len(decimals)


def finest_half_unit(printed: Iterable[str | None]) -> float:
    """Half a unit of the last digit in a row printed to one precision: 46 beside 45.8 stands for 46.0."""
    return min((half_unit(number) for number in printed if number), default=0.0)


def contradicted_rows(table_3: pl.DataFrame, table_4: pl.DataFrame) -> set[str]:
    """Rows of the published table 3 that the published control means of table 4 contradict, beyond rounding.

    One contradicted control group is enough: a row has one definition, whatever the column.
    """
    rows = set()
    for row, outcome in PRINTED_TWICE.items():
        for group in ("national", "trondelag"):
            first = _cell(table_3, {"row": row}, f"control_{group}")
            second = _cell(table_4, {"outcome": outcome, "control_group": group, "group_trends": "no"}, "control_mean")
            if first and second:
                allowed = half_unit(first) + half_unit(second) + ROUNDING
                rows |= {row} if abs(float(first) - float(second)) > allowed else set()
    return rows


def binomial_std_error(share_pct: float, n: float) -> float:
    """Standard error, in percentage points, of a share among n spells."""
    # ASSUME: spells are independent; clustering in offices would make it larger, and the verdict milder.
    return math.sqrt(share_pct * (100 - share_pct) / n)


def _table_3_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    contradicted = contradicted_rows(published.table_3, published.table_4)
    for row in published.table_3["row"]:
        tolerance = finest_half_unit(_cell(published.table_3, {"row": row}, column) for column in TABLE_3_COLUMNS)
        for column in TABLE_3_COLUMNS:
            printed = _cell(published.table_3, {"row": row}, column)
            n = _cell(published.table_3, {"row": "n"}, column)
            is_share = row.endswith("_share_pct") and printed is not None and n is not None
            yield Number(
                exhibit="table_3",
                row_key=row,
                column=column,
                printed=printed,
                reproduced=_value(reproduced.table_3, {"row": row}, column),
                std_error=binomial_std_error(float(str(printed)), float(str(n))) if is_share else None,
                se_source="binomial" if is_share else None,
                is_contradicted=row in contradicted,
                tolerance=tolerance,
            )


def _table_4_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    for outcome, group, trends in published.table_4.select("outcome", "control_group", "group_trends").iter_rows():
        printed_key = {"outcome": outcome, "control_group": group, "group_trends": trends}
        key = printed_key | {"group_trends": trends == "yes"}
        for column in TABLE_4_COLUMNS:
            std_error, source = None, None
            if column == "estimate":
                std_error, source = _std_error_of_estimate(published, reproduced, printed_key, key)
            yield Number(
                exhibit="table_4",
                row_key=f"{outcome}/{group}/{'true' if trends == 'yes' else 'false'}",
                column=column,
                printed=_cell(published.table_4, printed_key, column),
                reproduced=_value(reproduced.table_4, key, column),
                std_error=std_error,
                se_source=source,
                tolerance=finest_half_unit(published.table_4.filter(pl.col("outcome") == outcome)[column]),
            )


def _std_error_of_estimate(
    published: Published, reproduced: Reproduced, printed_key: dict[str, str], key: dict[str, str | bool]
) -> tuple[float | None, str | None]:
    printed = _cell(published.table_4, printed_key, "std_error")
    if printed:
        return float(printed), "published"
    own = _value(reproduced.table_4, key, "std_error")
    return own, None if own is None else "reproduced"


def _exemption_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    """The fewest and most exemptions a case worker gave: the text against the table. Both are the source's own."""
    exempted = reproduced.case_table_8_7["exempted"]
    for claim, extreme in EXEMPTIONS.items():
        counted = exempted.min() if extreme == "min" else exempted.max()
        printed = _cell(published.facts, {"claim": claim}, "value")
        yield _from_interview_study("case_table_8_7", claim, "exempted", printed, counted, is_one_source_twice=True)


def _figure_numbers(reproduced: Reproduced) -> Iterator[Number]:
    """What the figures print against what the table holds. Both are the source's own."""
    for row in reproduced.case_figures_8.sort("case").iter_rows(named=True):
        for column in FIGURE_COLUMNS:
            printed = str(row[f"published_{column}"])
            yield _from_interview_study(
                "case_figures_8", str(row["case"]), column, printed, row[column], is_one_source_twice=True
            )


def _office_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    for office in published.offices_3_1["office"]:
        for column in OFFICE_COLUMNS:
            printed = _cell(published.offices_3_1, {"office": office}, column)
            own = _value(reproduced.case_offices_3_1, {"office": int(office)}, column)
            yield _from_interview_study("case_offices_3_1", office, column, printed, own, is_one_source_twice=False)


def _from_interview_study(
    exhibit: str, row_key: str, column: str, printed: str | None, counted: object, *, is_one_source_twice: bool
) -> Number:
    """A number on real data: equal, or, where both sides are the source's own, a contradiction of the source."""
    own = None if counted is None else float(str(counted))
    return Number(
        exhibit=exhibit,
        row_key=row_key,
        column=column,
        printed=printed,
        reproduced=own,
        is_contradicted=bool(is_one_source_twice and printed and own is not None and float(printed) != own),
        is_from_register=False,
    )


def _origin(number: Number, planted_moments: Collection[str] | None) -> str | None:
    if planted_moments is None or not number.is_from_register:
        return None
    is_planted = f"{number.exhibit}/{number.row_key}/{number.column}" in planted_moments
    return "planted" if is_planted else "emergent"


def _cell(frame: pl.DataFrame, key: dict[str, str], column: str) -> str | None:
    """The text of one cell of a published table; null when the row is not there or the cell is empty."""
    found = _rows_of(frame, key)[column]
    return found.item() if len(found) == 1 else None


def _value(
    frame: pl.DataFrame, key: dict[str, str | bool] | dict[str, str] | dict[str, int], column: str
) -> float | None:
    """The number in one cell of an exhibit; null when the row is not there."""
    found = _rows_of(frame, key)[column]
    return float(found.item()) if len(found) == 1 and found.item() is not None else None


def _rows_of(frame: pl.DataFrame, key: dict[str, str | bool] | dict[str, str] | dict[str, int]) -> pl.DataFrame:
    return frame.filter(*(pl.col(name) == value for name, value in key.items()))
