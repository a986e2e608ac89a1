"""Assess the synthetic register: its moments beside the published ones."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import yaml

from dialogmote.contracts import write_checked
from dialogmote.jobs import job_logging
from dialogmote.record import fidelity
from dialogmote.registers.simulate.truth import PlantedTruth

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    cohort: str,
    excluded_spells: str,
    attrition: str,
    planted_truth: str,
    published: dict[str, str],
    register_fidelity: str,
) -> None:
    """Read the cohort, what left it, the planted truth and the published tables, compare, write."""
    planted = PlantedTruth.from_mapping(yaml.safe_load(Path(planted_truth).read_text(encoding="utf-8")))
    stays, left, steps = (pl.read_parquet(path) for path in (cohort, excluded_spells, attrition))
    printed = fidelity.PublishedMoments(**{name: pl.read_csv(path) for name, path in published.items()})
    compared = fidelity.register_fidelity(
        stays, left, steps, printed, pilot_county=planted.offices.pilot_county, targets=planted.targets
    )
    write_checked(compared, register_fidelity)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            excluded_spells=snakemake.input.excluded_spells,
            attrition=snakemake.input.attrition,
            planted_truth=snakemake.input.planted_truth,
            published={name: snakemake.input[name] for name in ("table_1", "table_3", "table_4", "text_claims")},
            register_fidelity=snakemake.output.register_fidelity,
        )
