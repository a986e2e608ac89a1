"""Names of numbers for people, and how many decimals each is written with."""

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
}


def decimals_of(exhibit: str, name: str) -> int:
    """Decimals of a row or column of an exhibit: whole counts, two for regression estimates, one otherwise."""
    if name in WHOLE_NUMBERS or name.startswith("case_"):
        return 0
    return 2 if exhibit.startswith(("table_4", "table_v1")) else 1


def natural_decimals(value: float | None, most: int = 2) -> int:
    """How many decimals a published number was printed with, `most` at most."""
    if value is None or value != value:
        return 0
    return next((places for places in range(most) if round(value, places) == value), most)


def comparison_decimals(exhibit: str, row_key: str, column: str, published: float | None) -> int:
    """Decimals of a published number and its twin: as the exhibit writes them, and no fewer than were printed."""
    if column in WHOLE_NUMBERS or row_key in WHOLE_NUMBERS:
        return 0
    least = 0 if exhibit.startswith("case_") else decimals_of(exhibit, column)
    return max(natural_decimals(published), least)


def comparison_label(exhibit: str, row_key: str, catalogue: Catalogue) -> str:
    """A row's key in words: its parts, each by the vocabulary that knows it; a number by what its exhibit numbers."""
    numbered = f"published_vs_reproduced.numbered.{exhibit}"
    if row_key.isdecimal() and catalogue.has(numbered):
        return catalogue.text(numbered, number=row_key)
    parts = row_key.split("/")
    if parts[-1] in ("true", "false"):
        kind = "table_4_pairs.trends_yes" if parts[-1] == "true" else "table_4_pairs.trends_no"
        trends = [catalogue.text(kind)]
        parts = parts[:-1]
    else:
        trends = []
    return ", ".join([_part_label(part, catalogue) for part in parts] + trends)


def _part_label(part: str, catalogue: Catalogue) -> str:
    for kind in ("outcome", "control_group_short", "answer_group", "row", "measure", "claim", "step", "column"):
        if catalogue.has(f"label.{kind}.{part}"):
            return catalogue.label(kind, part)
    return part.replace("_", " ")


def moment_label(moment: str, unit: str, catalogue: Catalogue) -> str:
    """A moment of the register (`exhibit/row_key/column`) in words, without the exhibit.

    Rows and columns of tables 1 and 3 have their unit in their label; the others get it added.
    """
    exhibit, *parts = moment.split("/")
    known = [part for part in parts if part not in ("value", "true", "false")]
    name = ": ".join(_part_label(part, catalogue) for part in known)
    if exhibit in ("table_1", "table_3"):
        return name
    unit_words = catalogue.label_or_words("unit", unit)
    return catalogue.text("register_fidelity.with_unit", moment=name, unit=unit_words)
