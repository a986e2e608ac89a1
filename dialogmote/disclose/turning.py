"""Tables with a column for each group and a line for each number, turned so that a row is a group, and back."""

import polars as pl


def turn_over(frame: pl.DataFrame, line: str) -> pl.DataFrame:
    """A row per group; `line`, which named the lines, then names the groups."""
    return frame.transpose(include_header=True, header_name=f"{line}_", column_names=line).rename({f"{line}_": line})


def turn_back(turned: pl.DataFrame, like: pl.DataFrame, line: str) -> pl.DataFrame:
    """The table in the lines and columns of `like`."""
    back = turned.drop(line).transpose(include_header=True, header_name=line, column_names=turned[line].to_list())
    order = like.select(line).with_row_index("place")
    return back.join(order, on=line, validate="1:1").sort("place").select(like.columns).cast(like.schema)
