"""Reading and writing artifacts: checked against their contract, written whole or not at all."""

import os
from pathlib import Path

import dataframely as dy
import polars as pl

from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.writing import write_whole


class ContractError(ValueError):
    """A table breaks its contract. The message names table, columns, rules and counts, never a row."""


def contract_of(path: str | os.PathLike[str]) -> type[dy.Schema]:
    """The contract an artifact's file name stands for.

    `.../table_4.parquet` is checked as `table_4`; a folder names the artifact where its files are parts of it
    (`did/national.parquet` is a `did`). Raises `ValueError` when neither name has a contract.
    """
    path = Path(path)
    contracts = ARTIFACTS | EXTRACTS
    for name in (path.stem, path.parent.name):
        if name in contracts:
            return contracts[name]
    raise ValueError(f"no contract for {path.name!r}; known: {', '.join(contracts)}")


def check_frame(frame: pl.DataFrame, contract: type[dy.Schema], name: str) -> pl.DataFrame:
    """The frame in its contract's columns and order; raises `ContractError` when it breaks the contract."""
    expected = contract.columns()
    problems = [f"column {column!r} is missing" for column in expected if column not in frame.columns]
    problems += [f"column {column!r} is not in the contract" for column in frame.columns if column not in expected]
    problems += [
        f"column {column!r} is {frame.schema[column]}, not {spec.dtype}"
        for column, spec in expected.items()
        if column in frame.columns and not spec.validate_dtype(frame.schema[column])
    ]
    if not problems:
        _, failure = contract.filter(frame)
        problems = [f"rule {rule!r} is broken by {rows} rows" for rule, rows in sorted(failure.counts().items())]
    if problems:
        raise ContractError(f"{name}: " + "; ".join(problems))
    return frame.select(list(expected))


def write_parquet(frame: pl.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a frame as Parquet, whole or not at all: the file is found to hold as many rows and the same columns."""

    def check(temporary: Path) -> None:
        written = pl.scan_parquet(temporary)
        if written.collect_schema() != frame.schema or written.select(pl.len()).collect().item() != frame.height:
            raise ContractError(f"{Path(path).stem}: the file just written is not the table; the disk may be faulty")

    write_whole(path, lambda temporary: frame.write_parquet(temporary, compression="zstd", statistics=False), check)


def write_checked(frame: pl.DataFrame, path: str | os.PathLike[str]) -> None:
    """Check a frame against the contract its file name stands for and write it as Parquet, whole or not at all.

    Raises `ContractError` when the frame breaks the contract; then nothing is written.
    """
    write_parquet(check_frame(frame, contract_of(path), Path(path).stem), path)
