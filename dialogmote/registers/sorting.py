"""Sorting and looking up millions of rows by a pair of integers, packed into one.

A national register has ten million month rows: sorting them by two columns takes several times as long as by one.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Integers = npt.NDArray[np.int64]

# Room for any date as days since 1970, 9999-12-31 (2,932,896) included.
DAY_BITS = 22
PACKED_BITS = 62


def sort_rows(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The rows sorted by `columns`, nulls last, rows that tie in all of them in the order they came.

    The leading columns are packed into one integer as far as they fit; rows that tie in it are sorted by all columns.
    """
    if frame.height < 2 or not columns:
        return frame
    packed = _pack_leading(frame, columns)
    if packed is None:
        return frame.sort(columns, nulls_last=True, maintain_order=True)
    order = packed.arg_sort()
    sorted_keys = packed.gather(order)
    same = (sorted_keys == sorted_keys.shift(1)).fill_null(False)
    tied = (same | same.shift(-1, fill_value=False)).arg_true()
    if tied.len() > 0:
        # Rows that tie keep their places as a group, and are put in order within them.
        rows = order.gather(tied).sort()
        by = frame.select(columns)[rows].with_columns(rows.alias("row_number"))
        order = order.scatter(tied, by.sort(columns, nulls_last=True, maintain_order=True)["row_number"])
    return frame[order]


def _pack_leading(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series | None:
    """One integer that orders the rows as the leading columns do; None when the first is no integer, or has nulls."""
    packed: pl.Series | None = None
    bits = 0
    for name in columns:
        values = _as_integers(frame[name])
        if values is None or values.null_count() > 0:
            break
        low, high = _bounds(values)
        width = (high - low).bit_length()
        if bits + width > PACKED_BITS:
            break
        shifted = values - low
        packed = shifted if packed is None else packed * (1 << width) + shifted
        bits += width
        if frame[name].dtype == pl.Datetime:
            break  # packed as its day: later columns may only break ties within the same time
    return packed


def _as_integers(values: pl.Series) -> pl.Series | None:
    """Integers in the order of the values: themselves, or days; None for any other kind."""
    if values.dtype == pl.Date or values.dtype == pl.Datetime:
        return values.cast(pl.Date).cast(pl.Int64)
    return values.cast(pl.Int64) if values.dtype.is_integer() else None


def _bounds(values: pl.Series) -> tuple[int, int]:
    array = values.to_numpy()
    return int(array.min()), int(array.max())


def pack_days(places: Integers, days: pl.Series) -> Integers:
    """Place and day as one integer, ordered by place, then day. Days lie in 1970 to 9999, and are not null."""
    return (places << DAY_BITS) | days.cast(pl.Int32).to_numpy().astype(np.int64)


def find_places(sorted_ids: Integers, wanted: pl.Series) -> Integers:
    """Place of each wanted id among the sorted ids, -1 where it is not among them (a null never is)."""
    if len(sorted_ids) == 0:
        return np.full(wanted.len(), -1, dtype=np.int64)
    values = wanted.fill_null(0).to_numpy()
    places = np.minimum(np.searchsorted(sorted_ids, values), len(sorted_ids) - 1).astype(np.int64)
    is_known = (sorted_ids[places] == values) & wanted.is_not_null().to_numpy()
    return np.where(is_known, places, -1)
