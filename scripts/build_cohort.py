"""Build the cohort from the verified extracts."""

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dialogmote.cohort.build import READ_COLUMNS, Definitions, build_cohort
from dialogmote.cohort.spells import StudyWindow
from dialogmote.contracts import write_checked
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    extracts: dict[str, str],
    cohort: str,
    exclusions: str,
    excluded_spells: str,
    attrition: str,
    first_start: str,
    last_start: str,
    definitions: dict[str, Any],
) -> None:
    """Read the extracts, build, write the cohort, what left it and the count of each step."""
    frames = {name: pl.read_parquet(extracts[name], columns=list(columns)) for name, columns in READ_COLUMNS.items()}
    window = StudyWindow(date.fromisoformat(first_start), date.fromisoformat(last_start))
    result = build_cohort(frames, window, Definitions(**definitions))
    write_checked(result.cohort, cohort)
    write_checked(result.exclusions, exclusions)
    write_checked(result.excluded_spells, excluded_spells)
    write_checked(result.attrition, attrition)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            extracts=dict(snakemake.input.items()),
            cohort=snakemake.output.cohort,
            exclusions=snakemake.output.exclusions,
            excluded_spells=snakemake.output.excluded_spells,
            attrition=snakemake.output.attrition,
            first_start=snakemake.params.first_start,
            last_start=snakemake.params.last_start,
            definitions=snakemake.params.definitions,
        )
