"""Rules that tie rows of one extract together: keys, agreement, order of days, validity. Source: RULES 2, 4 and 5."""

import numpy as np
import polars as pl

from dialogmote.contracts.extracts import register_names
from dialogmote.registers.problems import Problem
from dialogmote.registers.sorting import sort_rows
from dialogmote.registers.verify.tables import KEYS, Tables

SPELL_CONSTANTS = ("person_id", "start_date", "end_date", "office_code")
PERIODS = {
    "sykefravar_tilfelle": ("start_date", "end_date"),
    "person": ("valid_from", "valid_to"),
    "svangerskap": ("from_date", "to_date"),
    "aap": ("from_date", "to_date"),
    "nav_enhet": ("valid_from", "valid_to"),
}


def check_keys(tables: Tables) -> list[Problem]:
    """Rows that share a key with another row of their extract; every copy counts."""
    problems = []
    for extract, key in KEYS.items():
        if not tables.has(extract, *key):
            continue
        # The frames are sorted by their key, so copies are neighbours. A null key is another rule's.
        same = tables.frames[extract].select(
            pl.all_horizontal(pl.col(column) == pl.col(column).shift(1) for column in key).fill_null(False)
        ).to_series()  # fmt: skip
        failing = same | same.shift(-1, fill_value=False)
        text = "the key stands in several rows; keep one row of each"
        problems += tables.problem(extract, key, "duplicate_key", failing, text)
    return problems


def check_period_order(tables: Tables) -> list[Problem]:
    """Periods that end before they start."""
    problems = []
    for extract, (first, last) in PERIODS.items():
        if tables.has(extract, first, last):
            frame = tables.frames[extract]
            text = f"the period ends before its {register_names(extract)[first]}; correct it in the extract"
            problems += tables.problem(extract, [last], "end_before_start", frame[last] < frame[first], text)
    return problems


def check_spell_agreement(tables: Tables) -> list[Problem]:
    """Spells whose rows (one per employer) do not agree on person, first day, last day or office."""
    extract = "sykefravar_tilfelle"
    if not tables.has(extract, "spell_id"):
        return []
    frame = tables.frames[extract]
    is_next = frame["spell_id"] == frame["spell_id"].shift(1)
    text = "the rows of one tilfelle_id do not agree on it; all rows of the spell fail"
    problems = []
    for column in SPELL_CONSTANTS:
        if tables.has(extract, column):
            differs = is_next & (frame[column] != frame[column].shift(1))
            spells = frame["spell_id"].filter(differs.fill_null(False)).unique()
            if spells.len() > 0:
                failing = frame["spell_id"].is_in(spells.implode())
                problems += tables.problem(extract, [column], "spell_rows_disagree", failing, text)
    return problems


def check_same_first_day(tables: Tables) -> list[Problem]:
    """Persons with two spells that start on the same day."""
    extract = "sykefravar_tilfelle"
    if not tables.has(extract, "spell_id", "person_id", "start_date"):
        return []
    frame = tables.frames[extract]
    # Rows of a spell that disagree keep each of their starts.
    starts = (
        frame.select("person_id", "start_date", "spell_id")
        .drop_nulls()
        .filter(pl.any_horizontal(pl.all() != pl.all().shift(1)).fill_null(True))
    )
    ordered = tables.person_days
    if ordered is not None and len(ordered.starts) == starts.height and (np.diff(ordered.starts) > 0).all():
        return []  # one start a spell, and no two alike
    starts = sort_rows(starts, ["person_id", "start_date", "spell_id"])
    same = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in ("person_id", "start_date"))
    other = pl.col("spell_id") != pl.col("spell_id").shift(1)
    days = starts.filter((same & other).fill_null(False)).select("person_id", "start_date").unique()
    if days.height == 0:
        return []
    failing = frame.with_row_index("row").join(days, on=["person_id", "start_date"], how="semi")["row"].sort()
    text = "the person has another tilfelle_id with the same first day; join them or correct one"
    return [tables.counted_problem(extract, ["person_id", "start_date"], "same_first_day", failing, text)]


def check_validity(tables: Tables) -> list[Problem]:
    """Overlapping validity of persons and of office codes, and gaps in that of persons."""
    problems = []
    for extract, key in (("person", "person_id"), ("nav_enhet", "office_code")):
        if not tables.has(extract, key, "valid_from", "valid_to"):
            continue
        rows = _broken_chains(tables.frames[extract], key)
        columns = [key, "valid_from", "valid_to"]
        what = "person" if extract == "person" else "office code"
        text = f"two rows of one {what} are valid on the same day; correct their validity"
        overlapping = rows.filter(
            (pl.col("valid_from") < pl.col("earlier_end")) | (pl.col("valid_to") > pl.col("next_start"))
        )
        problems += _problem_of(tables, extract, columns, "overlapping_validity", overlapping["row"], text)
        if extract == "person":
            text = "no row is valid between two rows of one person; close the gap (the rows beside it fail)"
            problems += _problem_of(tables, extract, columns, "gapped_validity", _rows_beside_gaps(rows, key), text)
    return problems


def _broken_chains(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """The rows of keys whose validity is not one unbroken chain, with the latest end so far and the next start.

    `frame` is sorted by key and first day. Rows valid on no day (their end is not after their start) are left out: they
    neither overlap nor close a gap. Adds `row` (its number), `earlier_end`, `latest_end` and `next_start`.
    """
    rows = (
        frame.select(key, "valid_from", "valid_to")
        .with_row_index("row")
        .drop_nulls()
        .filter(pl.col("valid_from") < pl.col("valid_to"))
    )
    is_broken = (pl.col(key) == pl.col(key).shift(1)) & (pl.col("valid_from") != pl.col("valid_to").shift(1))
    # Nearly every chain is unbroken: only the others are looked at row by row.
    broken = rows.filter(is_broken.fill_null(False)).select(key).unique()
    return (
        rows.join(broken, on=key, how="semi", maintain_order="left")
        .with_columns(
            latest_end=pl.col("valid_to").cum_max().over(key), next_start=pl.col("valid_from").shift(-1).over(key)
        )
        .with_columns(earlier_end=pl.col("latest_end").shift(1).over(key))
    )


def _rows_beside_gaps(rows: pl.DataFrame, key: str) -> pl.Series:
    """Numbers of the rows that end where a gap begins, or begin where one ends."""
    gaps = rows.filter(pl.col("latest_end") < pl.col("next_start"))
    before = rows.join(gaps, left_on=[key, "valid_to"], right_on=[key, "latest_end"], how="semi")
    after = rows.join(gaps, left_on=[key, "valid_from"], right_on=[key, "next_start"], how="semi")
    return pl.concat([before["row"], after["row"]]).unique()


def _problem_of(
    tables: Tables, extract: str, columns: list[str], rule: str, row_numbers: pl.Series, text: str
) -> list[Problem]:
    if row_numbers.len() == 0:
        return []
    return [tables.counted_problem(extract, columns, rule, row_numbers.sort(), text)]
