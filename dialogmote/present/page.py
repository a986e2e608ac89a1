"""The report as one HTML page that needs nothing from elsewhere."""

import base64
from collections.abc import Iterable
from datetime import date
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from dialogmote.present.blocks import Section
from dialogmote.present.tables.model import Table
from dialogmote.present.tables.renderers import render_html
from dialogmote.present.texts import Catalogue

LAYOUT = "layouts/report.html.j2"


def render_page(
    sections: Iterable[Section], catalogue: Catalogue, report_date: str | None, layout: str | None = None
) -> str:
    """The sections as HTML. `report_date` is an ISO date; `layout` a Jinja2 template, the package's own by default."""
    # Escaped by default; tables are marked as finished HTML where they enter the layout.
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters["set_table"] = set_table
    environment.filters["data_uri"] = data_uri
    environment.filters["csv_uri"] = csv_uri
    template = environment.from_string(layout if layout is not None else read_layout())
    version = catalogue.text("report.date", date=catalogue.date(date.fromisoformat(report_date))) if report_date else ""
    return template.render(sections=tuple(sections), text=catalogue.text, language=catalogue.language, version=version)


def read_layout() -> str:
    """The page's layout, from inside the package."""
    return files("dialogmote.present").joinpath(LAYOUT).read_text(encoding="utf-8")


def set_table(table: Table | str) -> Markup:
    """A table as HTML; one that is finished already stays as it is."""
    return Markup(table if isinstance(table, str) else render_html(table))


def csv_uri(content: bytes) -> str:
    """A CSV as the address of a download, so that the page hands it over without any other file."""
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(content).decode("ascii")


def data_uri(drawing: bytes) -> str:
    """An SVG as the address of an image, so that the page needs no other file."""
    return "data:image/svg+xml;base64," + base64.b64encode(drawing).decode("ascii")
