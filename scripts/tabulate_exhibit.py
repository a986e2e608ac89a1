"""Tabulate one exhibit in one language."""

from importlib import import_module
from typing import TYPE_CHECKING

import polars as pl

from dialogmote.digests import seal_files
from dialogmote.jobs import job_logging
from dialogmote.present.tables.renderers import render_csv, render_html, render_typst
from dialogmote.present.texts import load_catalogue
from dialogmote.writing import write_text

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    exhibit: str,
    texts: list[str],
    html: str,
    csv: str,
    typ: str,
    seal: str,
    table: str,
    language: str,
    is_synthetic: bool,
) -> None:
    """Read the released exhibit, lay it out once, write it in three formats, seal them."""
    catalogue = load_catalogue(texts, language, is_synthetic)
    laid_out = import_module(f"dialogmote.present.tables.{table}").lay_out(pl.read_parquet(exhibit), catalogue)
    write_text(render_html(laid_out), html)
    write_text(render_csv(laid_out), csv)
    write_text(render_typst(laid_out), typ)
    write_text(seal_files([html, csv, typ]), seal)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibit=snakemake.input.exhibit,
            texts=snakemake.input.texts,
            html=snakemake.output.html,
            csv=snakemake.output.csv,
            typ=snakemake.output.typ,
            seal=snakemake.output.seal,
            table=snakemake.params.table,
            language=snakemake.params.language,
            is_synthetic=snakemake.params.is_synthetic,
        )
