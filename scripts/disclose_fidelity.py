"""Release the synthetic register's moments, taken from the released comparison."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import yaml

from dialogmote.contracts import write_checked, write_text
from dialogmote.jobs import job_logging
from dialogmote.record.fidelity import register_fidelity

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, published_vs_reproduced: str, text_claims: str, planted_truth: str, parquet: str, csv: str) -> None:
    """Read the released comparison, pick the moments, write."""
    compared, claims = pl.read_parquet(published_vs_reproduced), pl.read_csv(text_claims, infer_schema=False)
    targets = yaml.safe_load(Path(planted_truth).read_text("utf-8"))["targets"]
    moments = register_fidelity(compared, claims, targets=targets)
    write_checked(moments, parquet)
    write_text(moments.write_csv(), csv)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            published_vs_reproduced=snakemake.input.published_vs_reproduced,
            text_claims=snakemake.input.text_claims,
            planted_truth=snakemake.input.planted_truth,
            parquet=snakemake.output.parquet,
            csv=snakemake.output.csv,
        )
