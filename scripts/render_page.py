"""Render the report as a page, in one language."""

from typing import TYPE_CHECKING, Unpack

from dialogmote.digests import seal_files
from dialogmote.jobs import job_logging
from dialogmote.present.page import render_page
from dialogmote.present.released import ReleasedReport, read_report
from dialogmote.writing import write_text

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, page: str, seal: str, report_date: str | None, **released: Unpack[ReleasedReport]) -> None:
    """Read what is released, assemble the report, write one page that needs nothing else."""
    sections, catalogue = read_report(released)
    write_text(render_page(sections, catalogue, report_date), page)
    write_text(seal_files([page]), seal)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            page=snakemake.output.page,
            seal=snakemake.output.seal,
            report_date=snakemake.params.report_date,
            exhibits=snakemake.input.exhibits,
            csvs=snakemake.input.csvs,
            figures=snakemake.input.figures,
            tables=snakemake.input.tables,
            texts=snakemake.input.texts,
            language=snakemake.params.language,
            is_synthetic=snakemake.params.is_synthetic,
            register_scale=snakemake.params.register_scale,
            departures=snakemake.params.departures,
            assumptions=snakemake.params.assumptions,
            rules=snakemake.params.rules,
            profile=snakemake.params.profile,
        )
