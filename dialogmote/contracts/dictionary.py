"""The data dictionary: what every column of every extract and artifact is, written from the contracts themselves."""

import inspect
import sys

import dataframely as dy
import polars as pl

from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.contracts.extracts import EXTRACTS, OPTIONAL_EXTRACTS, register_names
from dialogmote.contracts.vocabulary import label_of

HEADING = """\
# Data dictionary

Written from the contracts (`dialogmote/contracts`) by `dialogmote.contracts.dictionary`; do not edit it by hand.

An extract comes under the register's names, or under others that `extracts.<name>.columns` in `config.yaml` maps to
them. From the first stage on the columns have the English names. A unit is empty where a column has none: names, codes,
keys, yes or no. English and Norwegian stand side by side.
"""


def data_dictionary() -> str:
    """The data dictionary as Markdown: one table for each extract and artifact, in the contracts' order."""
    parts = [HEADING, "## Extracts\n"]
    parts += [_extract_section(extract, contract) for extract, contract in EXTRACTS.items()]
    parts.append("## Artifacts\n")
    parts += [_artifact_section(artifact, contract) for artifact, contract in ARTIFACTS.items()]
    return "\n".join(parts)


def _extract_section(extract: str, contract: type[dy.Schema]) -> str:
    names = register_names(extract)
    rows = [[f"`{name}`", f"`{names[name]}`", *_cells(extract, name, column)] for name, column in _columns(contract)]
    head = ["column", "register's name", *_CELLS]
    optional = " Optional." if extract in OPTIONAL_EXTRACTS else ""
    return f"### `{extract}`\n\n{_summary(contract)}{optional}\n\n{_table(head, rows)}"


def _artifact_section(artifact: str, contract: type[dy.Schema]) -> str:
    rows = [[f"`{name}`", *_cells(artifact, name, column)] for name, column in _columns(contract)]
    return f"### `{artifact}`\n\n{_summary(contract)}\n\n{_table(['column', *_CELLS], rows)}"


def _columns(contract: type[dy.Schema]) -> list[tuple[str, dy.Column]]:
    return list(contract.columns().items())


_CELLS = ("type", "null allowed", "unit", "English", "Norwegian")


def _cells(contract: str, name: str, column: dy.Column) -> list[str]:
    """Type, null, unit and labels of a column, in the order of `_CELLS`."""
    label = label_of(contract, name)
    return [_type_name(column.dtype), "yes" if column.nullable else "no", label.unit, label.en, label.nb]


def _type_name(dtype: pl.DataType) -> str:
    return str(dtype.base_type())


def _summary(contract: type[dy.Schema]) -> str:
    """The contract's docstring, on one line."""
    return " ".join((inspect.getdoc(contract) or "").split())


def _table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; its last line ends with a line end."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
