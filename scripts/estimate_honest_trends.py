"""What is left of the effects when trends were not parallel, and what the test before the service could see."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.panel import first_and_last_start
from dialogmote.design.periods import read_periods
from dialogmote.estimate import trends
from dialogmote.estimate.honest import exhibits, tidy
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, periods: list[dict], honest_trends: str, pretrend_tests: str, pretrend_power: str) -> None:
    """Read the panel, estimate the event study, assess its trends, write intervals, tests and power."""
    spells = pl.read_parquet(panel, columns=trends.EVENT_STUDY_COLUMNS)
    coded = read_periods(periods)
    months = trends.list_months(*first_and_last_start(coded))
    assessed = exhibits.assess_trends(exhibits.study_trends(spells, months, coded))
    write_checked(tidy.tidy_sets(assessed), honest_trends)
    write_checked(tidy.tidy_tests(assessed), pretrend_tests)
    write_checked(tidy.tidy_power(assessed), pretrend_power)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            periods=snakemake.params.periods,
            honest_trends=snakemake.output.honest_trends,
            pretrend_tests=snakemake.output.pretrend_tests,
            pretrend_power=snakemake.output.pretrend_power,
        )
