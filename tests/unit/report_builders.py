"""The report of hand-made frames, for the tests of its rooms."""

from functools import cache
from importlib import import_module
from pathlib import Path

from test_present_frames import FIGURES, FRAMES, TABLES

from dialogmote.present.blocks import Material
from dialogmote.present.page import render_page
from dialogmote.present.report import assemble_report, gather_material
from dialogmote.present.tables.renderers import render_html
from dialogmote.present.texts import Catalogue, load_catalogue

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3" width="400" height="300"/>'
MINUS = "\u2212"
ARTICLE_FIGURES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "v1", "v2", "v3", "v4", "v5")
ARTICLE_TABLES = ("1", "2", "3", "4", "v1")


def catalogue(language: str = "en", is_synthetic: bool = True) -> Catalogue:
    return load_catalogue(sorted((TEXTS / language).glob("*.yaml")), language, is_synthetic)


@cache
def material(language: str = "en") -> Material:
    words = catalogue(language)
    frames = {name: build() for name, build in FRAMES.items()}
    fragments = {
        name: render_html(import_module(f"dialogmote.present.tables.{name}").lay_out(frames[name], words))
        for name in TABLES
    }
    return gather_material(
        frames,
        dict.fromkeys(FIGURES, DRAWING),
        fragments,
        files={name: frame.write_csv().encode() for name, frame in frames.items()},
        rules={name: f"estimate_{name}" for name in frames},
        profile="strict",
    )


def page(language: str = "en", is_synthetic: bool = True, scale: float = 1.0) -> str:
    words = catalogue(language, is_synthetic)
    return render_page(assemble_report(material(language), words, scale), words, "2026-11-22")
