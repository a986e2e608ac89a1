"""Figures as files with the same bytes every time.

SVG text is drawn as outlines, not as `<text>`: a reader without the font would otherwise see labels run into each
other or off the page. What that takes from search and screen readers is given back as a title and a description inside
the file, and as alternative text and a data table in the report.
"""

import io
import os
from html import escape
from pathlib import Path
from typing import IO, Any

import matplotlib
import plotnine as p9
from fontTools import subset
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

SETTINGS: Any = {
    "svg.fonttype": "path",
    "svg.hashsalt": "dialogmote",
    "pdf.fonttype": 42,
    "font.family": ["DejaVu Sans"],
    "text.usetex": False,
    "path.simplify": True,
}
METADATA: dict[str, dict[str, str | None]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
CANVASES = {"svg": FigureCanvasSVG, "pdf": FigureCanvasPdf, "png": FigureCanvasAgg}
PNG_DOTS_PER_INCH = 200
# Tables for setting text, which a PDF, where every glyph has its place, does not use: cutting them to the glyphs shown
# takes most of the time of writing one.
subset.Options._drop_tables_default = [*subset.Options._drop_tables_default, "GDEF", "GPOS", "GSUB"]


def compose_figure(plot: p9.ggplot | Figure) -> Figure:
    """The matplotlib figure of a plot, laid out once, so that one drawing is saved in several formats."""
    if isinstance(plot, Figure):
        return plot
    with matplotlib.rc_context(SETTINGS):
        figure = plot.draw()
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
    return figure


def save_figure(
    plot: p9.ggplot | Figure,
    target: str | os.PathLike[str] | IO[bytes],
    file_format: str,
    title: str = "",
    description: str = "",
) -> None:
    """Write a figure as `svg`, `png` or `pdf`, byte-stable; title and description go into the file.

    Raises `ValueError` for another format.
    """
    if file_format not in METADATA:
        raise ValueError(f"unknown format {file_format!r}; known: {', '.join(METADATA)}")
    content = _encode(compose_figure(plot), file_format, title, description)
    if isinstance(target, str | os.PathLike):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def _encode(figure: Figure, file_format: str, title: str, description: str) -> bytes:
    metadata = dict(METADATA[file_format])
    if title:
        metadata["Title"] = title
    if description and file_format in ("pdf", "png"):
        metadata["Subject" if file_format == "pdf" else "Description"] = description
    buffer = io.BytesIO()
    with matplotlib.rc_context(SETTINGS | {"figure.dpi": PNG_DOTS_PER_INCH}):
        # `savefig` would draw twice, first to lay out what is laid out by now
        figure.set_dpi(PNG_DOTS_PER_INCH)
        getattr(CANVASES[file_format](figure), f"print_{file_format}")(buffer, metadata=metadata)
    content = buffer.getvalue()
    return _with_description(content, title, description) if file_format == "svg" else content


def _with_description(svg: bytes, title: str, description: str) -> bytes:
    """The drawing with a title and a description that screen readers find."""
    head, start, rest = svg.partition(b"<svg ")
    attributes, close, body = rest.partition(b">")
    words = f"\n <title>{escape(title)}</title>\n <desc>{escape(description)}</desc>"
    return head + start + b'role="img" ' + attributes + close + words.encode("utf-8") + body
