"""Assess published numbers beside reproduced ones."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import yaml

from dialogmote.contracts import write_checked
from dialogmote.jobs import job_logging
from dialogmote.record.comparison.build import has_full_size, published_vs_reproduced
from dialogmote.record.comparison.published import PUBLISHED, Published
from dialogmote.record.comparison.reproduced import BESIDE_EXHIBITS, EXHIBITS, Reproduced

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    exhibits: dict[str, str],
    published: dict[str, str],
    planted_truth: str,
    comparison: str,
    is_synthetic: bool,
) -> None:
    """Read exhibits, published tables (as text) and the planted moments, compare, write."""
    own = Reproduced(**{name: pl.read_parquet(path) for name, path in exhibits.items()})
    printed = Published(**{name: pl.read_csv(path, infer_schema=False) for name, path in published.items()})
    truth = yaml.safe_load(Path(planted_truth).read_text("utf-8"))
    planted = [*truth["targets"], *truth["planted_besides"]] if is_synthetic else None
    is_full_size = has_full_size(printed, own)
    compared = published_vs_reproduced(printed, own, planted_moments=planted, is_full_size=is_full_size)
    write_checked(compared, comparison)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibits={name: snakemake.input[name] for name in (*EXHIBITS, *BESIDE_EXHIBITS)},
            published={name: snakemake.input[f"published_{name}"] for name in PUBLISHED},
            planted_truth=snakemake.input.planted_truth,
            comparison=snakemake.output.published_vs_reproduced,
            is_synthetic=snakemake.params.is_synthetic,
        )
