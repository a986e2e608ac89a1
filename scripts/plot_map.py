"""Plot the map of the offices in one language."""

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from dialogmote.digests import seal_files
from dialogmote.jobs import job_logging
from dialogmote.present.figures.figure_1 import draw
from dialogmote.present.saving import compose_figure, save_figure
from dialogmote.present.texts import load_catalogue
from dialogmote.present.words.figure_1 import state_facts
from dialogmote.present.words.model import write_words
from dialogmote.writing import write_text, write_whole

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    exhibit: str,
    areas: str,
    texts: list[str],
    svg: str,
    png: str,
    pdf: str,
    seal: str,
    language: str,
    is_synthetic: bool,
) -> None:
    """Read the released offices and their areas, draw the map once, write it in three formats, seal them."""
    catalogue = load_catalogue(texts, language, is_synthetic)
    frame = pl.read_parquet(exhibit)
    words = write_words("figure_1", state_facts(frame, catalogue), catalogue)
    drawing = compose_figure(draw(frame, words, catalogue, pl.read_parquet(areas)))
    for file_format, path in (("svg", svg), ("png", png), ("pdf", pdf)):
        save = partial(save_figure, drawing, file_format=file_format, title=words.title, description=words.alt)
        write_whole(path, save)
    write_text(seal_files([svg, png, pdf]), seal)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibit=snakemake.input.exhibit,
            areas=snakemake.input.areas,
            texts=snakemake.input.texts,
            svg=snakemake.output.svg,
            png=snakemake.output.png,
            pdf=snakemake.output.pdf,
            seal=snakemake.output.seal,
            language=snakemake.params.language,
            is_synthetic=snakemake.params.is_synthetic,
        )
