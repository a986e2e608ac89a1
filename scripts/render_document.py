"""Render the report as a PDF, in one language."""

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import matplotlib

from dialogmote.digests import seal_files
from dialogmote.jobs import job_logging
from dialogmote.present.document import render_document
from dialogmote.present.released import ReleasedReport, read_report
from dialogmote.writing import write_bytes, write_text

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, document: str, seal: str, report_date: str | None, **released: Unpack[ReleasedReport]) -> None:
    """Read what is released, assemble the report, write one PDF set in fonts that come with the environment."""
    sections, catalogue = read_report(released)
    fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
    write_bytes(render_document(sections, catalogue, report_date, fonts), document)
    write_text(seal_files([document]), seal)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            document=snakemake.output.document,
            seal=snakemake.output.seal,
            report_date=snakemake.params.report_date,
            exhibits=snakemake.input.exhibits,
            csvs=[],
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
