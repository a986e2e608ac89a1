"""Assess how far the interview study's case workers agree."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import agreement
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, table_8_7: str, case_agreement: str, draws: int, seed: int) -> None:
    """Read the published judgements, measure agreement with bootstrap intervals, write it."""
    measured = agreement.case_agreement(pl.read_csv(table_8_7), draws=draws, rng=np.random.default_rng(seed))
    write_checked(measured, case_agreement)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            table_8_7=snakemake.input.table_8_7,
            case_agreement=snakemake.output.case_agreement,
            draws=snakemake.params.draws,
            seed=snakemake.params.seed,
        )
