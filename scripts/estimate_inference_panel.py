"""The inference panel: all methods on all period-2 effects."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.inference.panel import order_panel
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, inference: list[str], inference_panel: str) -> None:
    """Read the assessed effects of each control group and trend choice, put them in order, write them."""
    write_checked(order_panel([pl.read_parquet(path) for path in inference]), inference_panel)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(inference=snakemake.input.inference, inference_panel=snakemake.output.inference_panel)
