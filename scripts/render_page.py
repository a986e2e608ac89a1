"""Render the report as a page, in one language."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_text
from dialogmote.digests import seal_files
from dialogmote.jobs import job_logging
from dialogmote.present.page import render_page
from dialogmote.present.report import assemble_report, gather_material
from dialogmote.present.texts import load_catalogue

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    exhibits: list[str],
    csvs: list[str],
    figures: list[str],
    tables: list[str],
    texts: list[str],
    page: str,
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
    """Read what is released, assemble the report, write one page that needs nothing else."""
    catalogue = load_catalogue(texts, language, is_synthetic)
    material = gather_material(
        frames={Path(path).stem: pl.read_parquet(path) for path in exhibits},
        drawings={Path(path).name.split(".")[0]: Path(path).read_bytes() for path in figures},
        fragments={Path(path).name.split(".")[0]: Path(path).read_text(encoding="utf-8") for path in tables},
        files={Path(path).stem: Path(path).read_bytes() for path in csvs},
        rules=rules,
        profile=profile,
    )
    sections = assemble_report(material, catalogue, register_scale, departures, assumptions)
    write_text(render_page(sections, catalogue, report_date), page)
    write_text(seal_files([page]), seal)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibits=snakemake.input.exhibits,
            csvs=snakemake.input.csvs,
            figures=snakemake.input.figures,
            tables=snakemake.input.tables,
            texts=snakemake.input.texts,
            page=snakemake.output.page,
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
