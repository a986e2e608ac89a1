"""Plot one figure in one language."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import polars as pl

from dialogmote.design.periods import read_periods
from dialogmote.digests import seal_files
from dialogmote.jobs import job_logging
from dialogmote.present.calendar import mark_periods
from dialogmote.present.saving import compose_figure, save_figure
from dialogmote.present.texts import load_catalogue
from dialogmote.present.words.model import write_words
from dialogmote.writing import write_text, write_whole

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    exhibit: str,
    texts: list[str],
    svg: str,
    png: str,
    pdf: str,
    seal: str,
    figure: str,
    language: str,
    is_synthetic: bool,
    periods: list[dict[str, object]],
) -> None:
    """Read the released exhibit, draw it once, write it in three formats, seal them."""
    catalogue = load_catalogue(texts, language, is_synthetic, mark_periods(read_periods(periods)))
    frame = pl.read_parquet(exhibit)
    facts = import_module(f"dialogmote.present.words.{figure}").state_facts(frame, catalogue)
    words = write_words(figure, facts, catalogue)
    drawing = compose_figure(import_module(f"dialogmote.present.figures.{figure}").draw(frame, words, catalogue))
    for file_format, path in (("svg", svg), ("png", png), ("pdf", pdf)):
        save = partial(save_figure, drawing, file_format=file_format, title=words.title, description=words.alt)
        write_whole(path, save)
    write_text(seal_files([svg, png, pdf]), seal)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibit=snakemake.input.exhibit,
            texts=snakemake.input.texts,
            svg=snakemake.output.svg,
            png=snakemake.output.png,
            pdf=snakemake.output.pdf,
            seal=snakemake.output.seal,
            figure=snakemake.params.figure,
            language=snakemake.params.language,
            is_synthetic=snakemake.params.is_synthetic,
            periods=snakemake.params.periods,
        )
