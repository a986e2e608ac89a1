"""Render the report as a PDF, in one language."""

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib
import polars as pl

from dialogmote.digests import seal_files
from dialogmote.jobs import job_logging
from dialogmote.present.document import render_document
from dialogmote.present.report import assemble_report, gather_material
from dialogmote.present.texts import load_catalogue
from dialogmote.writing import write_bytes, write_text

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    exhibits: list[str],
    figures: list[str],
    tables: list[str],
    texts: list[str],
    document: str,
    seal: str,
    language: str,
    is_synthetic: bool,
    register_scale: float,
    departures: list[str],
    assumptions: dict[str, list[str]],
    rules: dict[str, str],
    profile: str,
    report_date: str | None,
) -> None:
    """Read what is released, assemble the report, write one PDF set in fonts that come with the environment."""
    catalogue = load_catalogue(texts, language, is_synthetic)
    material = gather_material(
        frames={Path(path).stem: pl.read_parquet(path) for path in exhibits},
        drawings={Path(path).name.split(".")[0]: Path(path).read_bytes() for path in figures},
        fragments={Path(path).name.split(".")[0]: Path(path).read_text(encoding="utf-8") for path in tables},
        rules=rules,
        profile=profile,
    )
    sections = assemble_report(material, catalogue, register_scale, departures, assumptions)
    fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
    write_bytes(render_document(sections, catalogue, report_date, fonts), document)
    write_text(seal_files([document]), seal)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibits=snakemake.input.exhibits,
            figures=snakemake.input.figures,
            tables=snakemake.input.tables,
            texts=snakemake.input.texts,
            document=snakemake.output.document,
            seal=snakemake.output.seal,
            language=snakemake.params.language,
            is_synthetic=snakemake.params.is_synthetic,
            register_scale=snakemake.params.register_scale,
            departures=snakemake.params.departures,
            assumptions=snakemake.params.assumptions,
            rules=snakemake.params.rules,
            profile=snakemake.params.profile,
            report_date=snakemake.params.report_date,
        )
