"""The printed tables as text, so that printed digits can be counted, and where the sources contradict each other.

Contradictions are found by comparing the sources wherever both sides are printed numbers; what only words contradict
stands in `CONTRADICTED_IN_WORDS`, with the reason. Source: STUDY, known contradictions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import polars as pl

from dialogmote.contracts.artifacts import MAXIMUM_DAYS
from dialogmote.record.comparison.number import ROUNDING, STANDARD_ERRORS, half_unit


@dataclass(frozen=True)
class Published:
    """Published tables as text, every column a String."""

    table_1: pl.DataFrame
    table_2: pl.DataFrame
    table_3: pl.DataFrame
    table_4: pl.DataFrame
    table_v1: pl.DataFrame
    text_claims: pl.DataFrame
    figures_8: pl.DataFrame
    offices_3_1: pl.DataFrame
    table_8_7: pl.DataFrame
    facts: pl.DataFrame


PUBLISHED = tuple(field.name for field in fields(Published))

# What table 3 and the control mean of table 4 both print: table 3's row, table 4's outcome.
PRINTED_TWICE = {"meeting_share_pct": "meeting", "duration_days": "duration", "lost_workdays": "lost_workdays"}
QUARTILES = ("duration_p25_days", "duration_p50_days", "duration_p75_days")
# Claims on one quantity: the results and the discussion tell how long the first fall lasts.
SAME_QUANTITY = ("first_fall_months_results", "first_fall_months_discussion")
RULED_OUT = {"duration_increase_ruled_out_above": 1, "duration_decrease_ruled_out_above": -1}
# Claim: why its sentence contradicts a table, though the number itself stands in that table.
CONTRADICTED_IN_WORDS = {
    "exhausted_increase": "the sentence is about the control offices, table 4 about the pilot offices"
}


def cell(frame: pl.DataFrame, key: Mapping[str, str], column: str) -> str | None:
    """The text of one cell of a published table; null when the row is not there or the cell is empty."""
    found = frame.filter(*(pl.col(name) == value for name, value in key.items()))[column]
    return found.item() if len(found) == 1 else None


def number_in(frame: pl.DataFrame, key: Mapping[str, str], column: str) -> float | None:
    """The number in one cell of a published table, null when there is none."""
    text = cell(frame, key, column)
    return float(text) if text else None


def table_4_key(outcome: str, control_group: str, group_trends: str = "no") -> dict[str, str]:
    """The key of a row of the published table 4."""
    return {"outcome": outcome, "control_group": control_group, "group_trends": group_trends}


def contradicted_rows(table_3: pl.DataFrame, table_4: pl.DataFrame) -> set[str]:
    """Rows of the published table 3 that the published control means of table 4 contradict, beyond rounding.

    One contradicted control group is enough: a row has one definition, whatever the column.
    """
    rows = set()
    for row, outcome in PRINTED_TWICE.items():
        for group in ("national", "trondelag"):
            first = cell(table_3, {"row": row}, f"control_{group}")
            second = cell(table_4, table_4_key(outcome, group), "control_mean")
            if first and second:
                allowed = half_unit(first) + half_unit(second) + ROUNDING
                rows |= {row} if abs(float(first) - float(second)) > allowed else set()
    return rows


def is_past_maximum(column: str, printed: str | None) -> bool:
    """Whether a printed quartile of table 1 is longer than sick pay lasts."""
    return column in QUARTILES and bool(printed) and float(str(printed)) > MAXIMUM_DAYS


def contradicted_claims(published: Published) -> set[str]:
    """Claims of the article's text that another printed number, or the sentence's own table, contradicts."""
    found = set(CONTRADICTED_IN_WORDS)
    found |= _claims_on_one_quantity(published)
    found |= {claim for claim, side in RULED_OUT.items() if _is_outside_interval(published, claim, side)}
    persons = number_in(published.text_claims, {"claim": "persons_reaching_17_weeks_2018"}, "value")
    spells = number_in(published.table_v1, table_v1_first_row(published), "n")
    # Those who pass week 17 are the persons behind the spells; the cohort alone, after exclusions, has more.
    if persons is not None and spells is not None and persons < spells:
        found.add("persons_reaching_17_weeks_2018")
    return found


def table_v1_first_row(published: Published) -> dict[str, str]:
    """The key of the row of table v1 whose n is the whole cohort of 2017."""
    row = published.table_v1.row(0, named=True)
    return {name: row[name] for name in ("outcome", "control_group", "controls")}


def _claims_on_one_quantity(published: Published) -> set[str]:
    values = {number_in(published.text_claims, {"claim": claim}, "value") for claim in SAME_QUANTITY}
    return set(SAME_QUANTITY) if len(values - {None}) > 1 else set()


def _is_outside_interval(published: Published, claim: str, side: int) -> bool:
    """Whether the days that the text rules out still lie in the 95 percent interval of table 4, beyond rounding."""
    key = table_4_key("duration", "national")
    estimate, error = (number_in(published.table_4, key, column) for column in ("estimate", "std_error"))
    printed = cell(published.text_claims, {"claim": claim}, "value")
    if estimate is None or error is None or not printed:
        return False
    limit = side * estimate + STANDARD_ERRORS * error
    return abs(limit - float(printed)) > half_unit(printed) + ROUNDING


def is_sign_contradicted(published: Published, key: Mapping[str, str], stated_sign: float) -> bool:
    """Whether a published estimate of table 4 has another sign than the text says."""
    estimate = number_in(published.table_4, key, "estimate")
    return estimate is not None and estimate * stated_sign < 0
