"""Spoil the hand-made register in one place, verify it, and look at what is told."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
from extract_builders import valid_extracts, write_extracts
from polars.testing import assert_frame_equal

from dialogmote.contracts import extracts as contract
from dialogmote.registers.read import read_extracts
from dialogmote.registers.verify import Verification, VerifySettings, verify_extracts

SETTINGS = VerifySettings(date(2015, 1, 1), date(2021, 12, 31))
# Words of the contract that messages may hold though rows have them too.
PUBLIC_WORDS = {
    *contract.EVENTS,
    *contract.RESPONDENTS,
    *contract.FORMS,
    *contract.MARITAL_STATUSES,
    *contract.SOURCE_SYSTEMS,
    *(str(code) for code in contract.SEX_CODES),
    str(contract.OPEN_END),
}


def verify(
    folder: Path,
    changed: Mapping[str, pl.DataFrame],
    settings: VerifySettings = SETTINGS,
    column_names: Mapping[str, Mapping[str, str]] | None = None,
) -> Verification:
    """Verify the hand-made register with some extracts replaced (Norwegian column names)."""
    sources = write_extracts(folder, {**valid_extracts(), **changed})
    return verify_extracts(read_extracts(sources, column_names or {}), settings)


def spoil(extract: str, is_bad: pl.Expr, **values: object) -> pl.DataFrame:
    """The hand-made extract with other values in the rows where `is_bad`; types stay."""
    frame = valid_extracts()[extract]
    return frame.with_columns(
        pl.when(is_bad).then(pl.lit(value, dtype=frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


def append(extract: str, is_copied: pl.Expr, **values: object) -> pl.DataFrame:
    """The hand-made extract and, at its end, changed copies of the rows where `is_copied`."""
    frame = valid_extracts()[extract]
    changes = [pl.lit(value, dtype=frame.schema[name]).alias(name) for name, value in values.items()]
    return pl.concat([frame, frame.filter(is_copied).with_columns(changes)])


def told(verification: Verification) -> list[tuple[str, str, str, int]]:
    """Extract, column, rule and rows of every violation."""
    return verification.violations.select("extract", "column", "rule", "rows").rows()


def assert_rows_fail(verification: Verification, extract: str, rule: str, expected: pl.DataFrame) -> None:
    """The failing rows of a rule are exactly `expected`, in any order, and no message holds a value of theirs."""
    failed = verification.failed_rows[extract, rule]
    assert_frame_equal(failed, expected, check_row_order=False)
    assert_no_values(verification)


def assert_no_values(verification: Verification) -> None:
    """No message holds a value of a failing row; values of one or two characters are too common to tell."""
    messages = "\n".join(verification.violations["message"])
    for frame in verification.failed_rows.values():
        for value in {str(value) for row in frame.rows() for value in row if value is not None}:
            if len(value) > 2 and value not in PUBLIC_WORDS:
                assert not re.search(rf"(?<!\w){re.escape(value)}(?!\w)", messages), value
