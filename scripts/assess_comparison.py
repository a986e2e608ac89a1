"""Assess published numbers beside reproduced ones."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import yaml

from dialogmote.contracts import write_checked
from dialogmote.jobs import job_logging
from dialogmote.record import comparison

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    exhibits: dict[str, str],
    published: dict[str, str],
    planted_truth: str,
    published_vs_reproduced: str,
    is_synthetic: bool,
) -> None:
    """Read exhibits, published tables (as text) and the planted moments, compare, write."""
    own = comparison.Reproduced(**{name: pl.read_parquet(path) for name, path in exhibits.items()})
    printed = comparison.Published(**{name: pl.read_csv(path, infer_schema=False) for name, path in published.items()})
    truth = yaml.safe_load(Path(planted_truth).read_text("utf-8"))
    planted = [*truth["targets"], *truth["planted_besides"]] if is_synthetic else None
    compared = comparison.published_vs_reproduced(printed, own, planted_moments=planted)
    write_checked(compared, published_vs_reproduced)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibits={name: snakemake.input[name] for name in comparison.EXHIBITS},
            published={name: snakemake.input[f"published_{name}"] for name in comparison.PUBLISHED},
            planted_truth=snakemake.input.planted_truth,
            published_vs_reproduced=snakemake.output.published_vs_reproduced,
            is_synthetic=snakemake.params.is_synthetic,
        )
