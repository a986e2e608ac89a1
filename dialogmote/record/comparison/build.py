"""Every published number and stated sign in one table, with a verdict and where a synthetic register has it from."""

from collections.abc import Collection

import polars as pl

from dialogmote.contracts.artifacts import PublishedVsReproduced
from dialogmote.record.comparison.cases import case_numbers
from dialogmote.record.comparison.claims import claim_numbers
from dialogmote.record.comparison.number import Number
from dialogmote.record.comparison.published import Published, number_in
from dialogmote.record.comparison.reproduced import Reproduced, value_of
from dialogmote.record.comparison.signs import sign_numbers
from dialogmote.record.comparison.tables import IDENTITIES, table_numbers

WHOLE_COUNTRY = ("pilot", "control_national")  # columns of table 3 that add up to the cohort of 2017
SIZE_TOLERANCE = 0.1


def published_vs_reproduced(
    published: Published, reproduced: Reproduced, *, planted_moments: Collection[str] | None, is_full_size: bool
) -> pl.DataFrame:
    """Every number of the article's tables and text and of the interview study (contract PublishedVsReproduced).

    `planted_moments` names the numbers a synthetic register was built to have, as exhibit/row_key/column: their
    `origin` is `planted`, that of other register numbers `emergent`. None for a register of real extracts: `origin` is
    null, as it is for the interview study, whose data are real, and for numbers that are 100 percent by definition.
    `is_full_size` is false for a register of another size than the national one (`has_full_size`): counts and degrees
    of significance are not comparable then.
    """
    numbers = [
        *table_numbers(published, reproduced),
        *claim_numbers(published, reproduced),
        *sign_numbers(published, reproduced),
        *case_numbers(published, reproduced),
    ]
    schema = {name: column.dtype for name, column in PublishedVsReproduced.columns().items()}
    return pl.DataFrame([_record(number, planted_moments, is_full_size) for number in numbers], schema=schema)


def has_full_size(published: Published, reproduced: Reproduced) -> bool:
    """Whether the cohort of 2017 is as large as the published one, within 10 percent.

    Spells of the pilot offices and of the national controls together (table 3, row n). Decided by them for any
    register: one of real extracts may be a sample, too. False when the register has no such row.
    """
    # ASSUME comparison_same_size: another extract of the same country has as many spells to a tenth; a standard error
    # moves by half of that.
    printed = [number_in(published.table_3, {"row": "n"}, column) for column in WHOLE_COUNTRY]
    own = [value_of(reproduced.table_3, column, row="n") for column in WHOLE_COUNTRY]
    spells, published_spells = (sum(n for n in found if n is not None) for found in (own, printed))
    return None not in own and abs(spells - published_spells) <= SIZE_TOLERANCE * published_spells


def _record(number: Number, planted_moments: Collection[str] | None, is_full_size: bool) -> dict[str, object]:
    has_error = number.difference_in_se is not None and number.error is not None
    return {
        "exhibit": number.exhibit,
        "row_key": number.row_key,
        "column": number.column,
        "published": number.published,
        "reproduced": number.reproduced,
        "difference": number.difference,
        "difference_in_se": number.difference_in_se,
        "se_source": number.error.source if has_error and number.error is not None else None,
        "status": number.status(is_full_size=is_full_size),
        "origin": _origin(number, planted_moments),
    }


def _origin(number: Number, planted_moments: Collection[str] | None) -> str | None:
    """Null also for context, which no register has, and for what no register could miss. What restates planted numbers
    alone is planted with them."""
    if planted_moments is None or not number.is_from_register or number.is_context or number.name in IDENTITIES:
        return None
    is_restated = bool(number.restates) and all(name in planted_moments for name in number.restates)
    return "planted" if number.name in planted_moments or is_restated else "emergent"
