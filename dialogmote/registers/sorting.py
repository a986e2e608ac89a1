"""Sorting and looking up millions of rows by a pair of integers, packed into one.

A national register has ten million month rows: sorting them by two columns takes several times as long as by one.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Integers = npt.NDArray[np.int64]

# Room for any date there can be, as days since 1970 from the earliest on: no date of a broken extract is too far away.
DAY_BITS = 32
EARLIEST_DAY = -(1 << 31)
PACKED_BITS = 62


def sort_rows(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The rows sorted by `columns`, nulls last, rows that tie in all of them in the order they came.

    The leading columns are packed into one integer as far as they fit, or the first is taken when it is text; rows that
    tie in it are sorted by all columns.
    """
    if frame.height < 2 or not columns:
        return frame
    frame = frame.rechunk()  # rows picked from many chunks cost six times as much
    order = _find_order(frame, columns)
    return frame.sort(columns, nulls_last=True, maintain_order=True) if order is None else frame[order]


def order_rows(frame: pl.DataFrame, columns: Sequence[str]) -> Integers:
    """Places of the rows in the order of `columns`, as `sort_rows` has it."""
    order = _find_order(frame, columns) if frame.height > 1 else None
    if order is None:
        order = frame.select(pl.arg_sort_by(columns, nulls_last=True, maintain_order=True)).to_series()
    return order.cast(pl.Int64).to_numpy()


def _find_order(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series | None:
    """Places of the rows in order; None when the leading column is neither integer, date nor text, or has nulls."""
    packed = _pack_leading(frame, columns)
    if packed is None:
        return None
    keys = packed.to_numpy() if packed.dtype.is_integer() else None
    order = packed.arg_sort() if keys is None else pl.Series(np.argsort(keys))
    tied = _find_ties(packed.gather(order) if keys is None else keys[order.to_numpy()])
    if tied.len() > 0:
        # Rows that tie keep their places as a group, and are put in order within them.
        rows = order.gather(tied).sort()
        by = frame.select(columns)[rows].with_columns(rows.alias("row_number"))
        order = order.scatter(tied, by.sort(columns, nulls_last=True, maintain_order=True)["row_number"])
    return order


def _find_ties(sorted_keys: pl.Series | Integers) -> pl.Series:
    """Places, among sorted keys, of those that stand there more than once."""
    same = np.asarray(sorted_keys[1:] == sorted_keys[:-1])
    is_tied = np.zeros(len(sorted_keys), dtype=np.bool_)
    is_tied[1:] = same
    is_tied[:-1] |= same
    return pl.Series(np.flatnonzero(is_tied))


def _pack_leading(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series | None:
    """One integer, or the text, that orders the rows as the leading columns do; None when it cannot be had."""
    first = frame[columns[0]]
    if first.dtype == pl.String and first.null_count() == 0:
        return first
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
    """Place and day as one integer, ordered by place, then day. Dates are any, but not null."""
    packed = places << DAY_BITS
    packed += days.cast(pl.Int32).to_numpy()
    packed -= EARLIEST_DAY
    return packed


def find_places(sorted_ids: Integers, wanted: pl.Series) -> Integers:
    """Place of each wanted id among the sorted ids, -1 where it is not among them (a null never is)."""
    if len(sorted_ids) == 0:
        return np.full(wanted.len(), -1, dtype=np.int64)
    values = wanted.fill_null(0).to_numpy()
    places = np.minimum(np.searchsorted(sorted_ids, values), len(sorted_ids) - 1).astype(np.int64)
    is_known = (sorted_ids[places] == values) & wanted.is_not_null().to_numpy()
    return np.where(is_known, places, -1)
