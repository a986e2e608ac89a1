"""Every method of inference on every period-2 effect, and where the methods disagree."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES
from dialogmote.contracts.artifacts.values import INFERENCE_METHODS
from dialogmote.present.tables.grids import write_p_value
from dialogmote.present.tables.model import Cell, Row, Table, body_row, build_table, group_row, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

EXHIBIT = "inference_panel"
LEVEL = 0.05


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per method, grouped by outcome, control group and trend choice. `frame`: `InferencePanel`."""
    header = (
        head(catalogue.text(f"{EXHIBIT}.method_head")),
        *(
            head(catalogue.text(f"{EXHIBIT}.{name}"), is_number=True)
            for name in ("std_error", "p_value", "interval", "df")
        ),
    )
    body: list[Row] = []
    notes = [catalogue.text(f"{EXHIBIT}.note"), catalogue.text(f"{EXHIBIT}.clusters_note")]
    for rows in _rows_by_effect(frame):
        body.append(group_row(name_effect(rows[0], catalogue), len(header)))
        body += [_method_row(row, catalogue) for row in rows]
    return build_table(EXHIBIT, catalogue, [header], body, notes)


def _rows_by_effect(frame: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    """The rows of each effect that has any, effects in table 4's order and methods as they are read."""
    ordered = frame.sort(pl.col("method").cast(pl.Enum(list(INFERENCE_METHODS))))
    for outcome, control_group, group_trends in product(OUTCOMES, CONTROL_GROUPS, (False, True)):
        found = ordered.filter(outcome=outcome, control_group=control_group, group_trends=group_trends)
        if found.height:
            yield found.rows(named=True)


def name_effect(row: dict[str, Any], catalogue: Catalogue) -> str:
    """Outcome, control group and trend choice of an effect."""
    return ". ".join(
        (
            catalogue.label("outcome_unit", row["outcome"]),
            catalogue.label("control_group", row["control_group"]),
            catalogue.text(f"{EXHIBIT}.{'with' if row['group_trends'] else 'without'}_trends"),
        )
    )


def describe_disagreements(frame: pl.DataFrame, catalogue: Catalogue) -> tuple[str, ...]:
    """A sentence for each effect of which some methods reject zero at the five percent level and others do not."""
    sentences = []
    for rows in _rows_by_effect(frame.filter(pl.col("p_value").is_not_null())):
        rejecting = [row["method"] for row in rows if row["p_value"] < LEVEL]
        if 0 < len(rejecting) < len(rows):
            sentences.append(_say_disagreement(rows, rejecting, catalogue))
    return tuple(sentences) or (catalogue.text(f"{EXHIBIT}.all_agree"),)


def _say_disagreement(rows: list[dict[str, Any]], rejecting: list[str], catalogue: Catalogue) -> str:
    """The sentence, with the names of the fewer."""
    others = [row["method"] for row in rows if row["method"] not in rejecting]
    kind, named = ("few_reject", rejecting) if len(rejecting) <= len(others) else ("few_do_not", others)
    methods = _list_methods(named, catalogue)
    return catalogue.text(f"{EXHIBIT}.{kind}", effect=name_effect(rows[0], catalogue), methods=methods)


def _list_methods(methods: list[str], catalogue: Catalogue) -> str:
    return ", ".join(catalogue.label("inference_method", method) for method in methods)


def _method_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    return body_row(
        catalogue.label("inference_method", row["method"]),
        number(catalogue.number(row["std_error"], 2), addresses(EXHIBIT, row, "std_error")),
        number(write_p_value(row["p_value"], catalogue), addresses(EXHIBIT, row, "p_value")),
        _interval_cell(row, catalogue),
        number(catalogue.number(row["degrees_of_freedom"], 1), addresses(EXHIBIT, row, "degrees_of_freedom")),
    )


def _interval_cell(row: dict[str, Any], catalogue: Catalogue) -> Cell:
    """The interval, or the one end it has."""
    known = [end for end in ("ci_low", "ci_high") if row[end] is not None]
    if len(known) == 1:
        text = catalogue.text(f"{EXHIBIT}.open_{known[0]}", end=catalogue.number(row[known[0]], 2))
        return number(text, addresses(EXHIBIT, row, known[0]))
    return number(catalogue.interval(row["ci_low"], row["ci_high"], 2), addresses(EXHIBIT, row, "ci_low", "ci_high"))
