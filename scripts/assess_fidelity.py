"""Assess the synthetic register: its moments beside the published ones."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import yaml

from dialogmote.contracts import write_checked
from dialogmote.jobs import job_logging
from dialogmote.record import fidelity

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, published_vs_reproduced: str, text_claims: str, planted_truth: str, register_fidelity: str) -> None:
    """Read the comparison, the published claims and the targets, pick the moments, write."""
    compared = pl.read_parquet(published_vs_reproduced)
    targets = yaml.safe_load(Path(planted_truth).read_text(encoding="utf-8"))["targets"]
    moments = fidelity.register_fidelity(compared, pl.read_csv(text_claims, infer_schema=False), targets=targets)
    write_checked(moments, register_fidelity)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            published_vs_reproduced=snakemake.input.published_vs_reproduced,
            text_claims=snakemake.input.text_claims,
            planted_truth=snakemake.input.planted_truth,
            register_fidelity=snakemake.output.register_fidelity,
        )
