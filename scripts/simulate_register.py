"""Simulate the synthetic register with its planted truth."""

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from dialogmote.contracts import write_checked, write_parquet
from dialogmote.design.periods import period_limits, read_periods
from dialogmote.jobs import job_logging
from dialogmote.registers.simulate.geoparquet import write_areas
from dialogmote.registers.simulate.register import simulate_register
from dialogmote.registers.simulate.truth import PlantedTruth

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    planted_truth: str,
    extracts: list[str],
    truth: str,
    scale: float,
    seed: int,
    periods: list[dict[str, object]],
) -> None:
    """Read the planted truth, simulate, write each extract by its file's stem, and the planted effects."""
    planted = PlantedTruth.from_mapping(yaml.safe_load(Path(planted_truth).read_text(encoding="utf-8")))
    register = simulate_register(planted, scale=scale, seed=seed, period_limits=period_limits(read_periods(periods)))
    for path in extracts:
        write = write_areas if Path(path).stem == "nav_enhet_omrade" else write_parquet
        write(register.extracts[Path(path).stem], path)
    write_checked(register.truth, truth)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            planted_truth=snakemake.input.planted_truth,
            extracts=list(snakemake.output.extracts),
            truth=snakemake.output.truth,
            scale=snakemake.params.scale,
            seed=snakemake.params.seed,
            periods=snakemake.params.periods,
        )
