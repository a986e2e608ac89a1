"""Every published number and stated sign in one table, with a verdict and where a synthetic register has it from."""

from collections.abc import Collection

import polars as pl

from dialogmote.contracts.artifacts import PublishedVsReproduced
from dialogmote.record.comparison.cases import case_numbers
from dialogmote.record.comparison.claims import claim_numbers
from dialogmote.record.comparison.number import Number
from dialogmote.record.comparison.published import Published
from dialogmote.record.comparison.reproduced import Reproduced
from dialogmote.record.comparison.signs import sign_numbers
from dialogmote.record.comparison.tables import table_numbers


def published_vs_reproduced(
    published: Published, reproduced: Reproduced, *, planted_moments: Collection[str] | None, is_full_size: bool
) -> pl.DataFrame:
    """Every number of the article's tables and text and of the interview study (contract PublishedVsReproduced).

    `planted_moments` names the numbers a synthetic register was built to have, as exhibit/row_key/column: their
    `origin` is `planted`, that of other register numbers `emergent`. None for a register of real extracts: `origin` is
    null, as it is for the interview study, whose data are real. `is_full_size` is false for a synthetic register of
    another size than the national one: counts and degrees of significance are not comparable then.
    """
    numbers = [
        *table_numbers(published, reproduced),
        *claim_numbers(published, reproduced),
        *sign_numbers(published, reproduced),
        *case_numbers(published, reproduced),
    ]
    schema = {name: column.dtype for name, column in PublishedVsReproduced.columns().items()}
    return pl.DataFrame([_record(number, planted_moments, is_full_size) for number in numbers], schema=schema)


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
    """Null also for context, which no register has. What restates planted numbers alone is planted with them."""
    if planted_moments is None or not number.is_from_register or number.is_context:
        return None
    is_restated = bool(number.restates) and all(name in planted_moments for name in number.restates)
    return "planted" if number.name in planted_moments or is_restated else "emergent"
