"""Names of numbers for people, and how many decimals each is written with."""

import re
from collections.abc import Mapping
from typing import Any

from dialogmote.present.texts import Catalogue

WHOLE_NUMBERS = {
    "n",
    "n_persons",
    "n_offices",
    "n_pilot_offices",
    "office_residents",
    "summoned",
    "exempted",
    "unclear",
    "stars",
}
# Exhibits of the comparison whose rows are statements, not cells of a table.
STATEMENTS = ("text_claims", "case_study_text_facts")
STATED_SIGNS = {-1: "minus", 0: "zero", 1: "plus"}
THOUSAND = 1000


def decimals_of(exhibit: str, name: str) -> int:
    """Decimals of a row or column of an exhibit: none for counts and table 1's days, two for regressions, else one."""
    if name in WHOLE_NUMBERS or name.startswith("case_") or (exhibit == "table_1" and name.endswith("_days")):
        return 0
    return 2 if exhibit.startswith(("table_4", "table_v1")) else 1


def natural_decimals(value: float | None, most: int = 2) -> int:
    """How many decimals a published number was printed with, `most` at most."""
    if value is None or value != value:
        return 0
    return next((places for places in range(most) if round(value, places) == value), most)


# Printed in whole numbers, and computed from others by multiplying or dividing: half a unit would be rounded away.
COMPUTED_FACTS = ("meeting_cost_nav", "meetings_share_of_courses_by_week_26_2012")


def comparison_decimals(exhibit: str, row_key: str, column: str, published: float | None) -> int:
    """Decimals of a published number and its twin: as the exhibit writes them, and no fewer than were printed.

    Weeks, months, thousands and what only has whole values have none.
    """
    if column in WHOLE_NUMBERS or row_key in WHOLE_NUMBERS:
        return 0
    if exhibit == "text_claims" and (_is_place(row_key) or abs(published or 0) >= THOUSAND):
        return 0
    if row_key in COMPUTED_FACTS:
        return natural_decimals(published) + 1
    least = 0 if exhibit.startswith("case_") else decimals_of(exhibit, column)
    return max(natural_decimals(published), least)


def _is_place(claim: str) -> bool:
    """Whether a claim is a week or a month of the spell, or a number of months."""
    return re.search("(_week|_month|_week_after)$|_weeks_|_months_", claim) is not None


def comparison_label(exhibit: str, row_key: str, catalogue: Catalogue) -> str:
    """A row's key in words: its parts, each by the vocabulary that knows it; a number by what its exhibit numbers."""
    numbered = f"published_vs_reproduced.numbered.{exhibit}"
    if row_key.isdecimal() and catalogue.has(numbered):
        return catalogue.text(numbered, number=row_key)
    if exhibit in STATEMENTS:
        return catalogue.label_or_words("claim", row_key)
    return ", ".join(_part_label(part, exhibit, catalogue) for part in row_key.split("/"))


def number_label(exhibit: str, row_key: str, column: str, catalogue: Catalogue) -> str:
    """One number in words: its row, and its column where that says more."""
    row = comparison_label(exhibit, row_key, catalogue)
    return row if column == "value" else f"{row}: {column_label(exhibit, column, catalogue)}"


def column_label(exhibit: str, column: str, catalogue: Catalogue) -> str:
    """A column of a published table in words; a stated sign or significance by its own."""
    kind = "statement" if exhibit in STATEMENTS else "column"
    return catalogue.label_or_words(kind, column)


def write_compared(row: Mapping[str, Any], side: str, catalogue: Catalogue) -> str:
    """A published or reproduced number as it is read: signs and significance in words, others with their decimals."""
    value, column = row[side], str(row["column"])
    if value is not None and row["exhibit"] in STATEMENTS and column != "value":
        if column == "sign":
            return catalogue.label("stated_sign", STATED_SIGNS[int(value)])
        return catalogue.text("format.yes" if value else "format.no")
    decimals = comparison_decimals(str(row["exhibit"]), str(row["row_key"]), column, row["published"])
    return catalogue.number(value, decimals)


def _part_label(part: str, exhibit: str, catalogue: Catalogue) -> str:
    if part in ("true", "false"):
        kind = "controls" if exhibit == "table_v1" else "trends"
        return catalogue.text(f"table_4_pairs.{kind}_{'yes' if part == 'true' else 'no'}")
    for kind in ("outcome", "control_group_short", "answer_group", "row", "measure", "claim", "step", "column"):
        if catalogue.has(f"label.{kind}.{part}"):
            return catalogue.label(kind, part)
    return part.replace("_", " ")


def moment_label(moment: str, unit: str, catalogue: Catalogue) -> str:
    """A moment of the register (`exhibit/row_key/column`) in words, without the exhibit.

    Rows and columns of tables 1 to 3 have their unit in their label; the others get it added.
    """
    exhibit, *parts = moment.split("/")
    known = [part for part in parts if part not in ("value", "true", "false")]
    name = ": ".join(_part_label(part, exhibit, catalogue) for part in known)
    if exhibit in ("table_1", "table_2", "table_3"):
        return name
    unit_words = catalogue.label_or_words("unit", unit)
    return catalogue.text("register_fidelity.with_unit", moment=name, unit=unit_words)
