"""The report: blocks assembled into sections from released frames, drawings and tables. Layouts set them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import polars as pl

from dialogmote.disclose.profiles import profile_named
from dialogmote.present.assumptions import assumption_blocks
from dialogmote.present.blocks import (
    Banner,
    Block,
    Bullets,
    Checks,
    FoldedList,
    KeyFigures,
    LaidOutTable,
    Material,
    Paragraphs,
    Picture,
    Section,
)
from dialogmote.present.computation import data_file, describe_computation
from dialogmote.present.findings import consistency_checks, key_figures, planted_words
from dialogmote.present.readback import contradiction_words, difference_lists, outcome_words
from dialogmote.present.tables.data import comparison_summary, lay_out_data
from dialogmote.present.tables.inference_panel import describe_disagreements
from dialogmote.present.tables.published_vs_reproduced import lay_out_effects
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.registry import FACTS, describe_figure

# Sections in reading order: which figures and tables each shows; a table after `folded` is opened by the reader.
OUTLINE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "who",
        (
            "figure:attrition",
            "table:attrition",
            "table:excluded_groups",
            "table:table_3",
            "figure:figure_1",
            "figure:figure_2",
        ),
    ),
    ("meetings", ("figure:figure_3", "table:meeting_levels", "figure:figure_4", "table:table_2")),
    ("answers", ("table:table_1", "table:answers_cross", "figure:figure_v1", "figure:figure_7")),
    ("recovery", ("figure:figure_5", "figure:figure_6", "table:hazard_contrasts", "figure:figure_v2")),
    (
        "effects",
        (
            "figure:figure_8",
            "table:table_4",
            "pairs:table_4",
            "table:period_contrasts",
            "folded:table_4_no_controls",
            "figure:inference_panel",
            "disagreements:inference_panel",
            "folded:inference_panel",
            "figure:figure_9",
            "figure:figure_v4",
            "figure:figure_10",
            "figure:figure_v5",
            "figure:heterogeneity",
            "table:heterogeneity",
        ),
    ),
    (
        "trends",
        (
            "table:table_v1",
            "figure:figure_v3",
            "figure:honest_trends",
            "table:honest_trends",
            "table:pretrend_tests",
            "table:pretrend_power",
        ),
    ),
    ("engines", ("table:check_estimates",)),
    (
        "comparison",
        (
            "words:comparison",
            "summary:comparison",
            "differences:comparison",
            "contradicted:comparison",
            "folded:published_vs_reproduced",
        ),
    ),
    (
        "interviews",
        (
            "bullets:caveats",
            "figure:case_figures_8",
            "table:case_figures_8",
            "folded:case_table_8_7",
            "figure:case_agreement",
            "table:case_agreement",
            "table:case_offices_3_1",
            "table:case_offices_correlations",
        ),
    ),
    ("contradictions", ("bullets:items",)),
    ("register", ("table:planted_vs_estimated", "folded:register_fidelity")),
    ("input", ("table:input_report",)),
    ("method", ("bullets:steps", "checks:all")),
)
ALWAYS_SHOWN = ("contradictions", "method")


def assemble_report(
    material: Material,
    catalogue: Catalogue,
    register_scale: float,
    departures: Sequence[str] = (),
    assumptions: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> tuple[Section, ...]:
    """The report's sections, findings first. A section whose exhibits are not there is left out.

    `departures` are the keys of the configuration that differ from the article's set-up, `assumptions` says by id
    where each assumption stands: the last section lists them.
    """
    findings = _finding_blocks(material, catalogue, register_scale, departures)
    sections = [Section("findings", catalogue.text("report.findings.title"), findings)]
    for anchor, shown in OUTLINE:
        blocks = [block for entry in shown for block in _blocks_of(entry, anchor, material, catalogue)]
        if any(isinstance(block, Picture | LaidOutTable) for block in blocks) or anchor in ALWAYS_SHOWN:
            lead = Paragraphs(_lead(anchor, catalogue, register_scale))
            sections.append(Section(anchor, catalogue.text(f"report.{anchor}.title"), (lead, *blocks)))
    further = _further_blocks(material, catalogue)
    if further:
        sections.append(Section("further", catalogue.text("report.further.title"), further))
    if assumptions:
        appendix = assumption_blocks(assumptions, catalogue)
        sections.append(Section("assumptions", catalogue.text("assumptions.title"), appendix))
    return tuple(sections)


def _lead(anchor: str, catalogue: Catalogue, register_scale: float) -> tuple[str, ...]:
    """A section's opening; on a register of another size the comparison says what that does to distances."""
    texts = catalogue.texts_under(f"report.{anchor}.lead")
    if anchor == "comparison" and catalogue.is_synthetic and register_scale != 1:
        texts.append(catalogue.text("readback.other_size"))
    return tuple(texts)


def _finding_blocks(
    material: Material, catalogue: Catalogue, register_scale: float, departures: Sequence[str]
) -> tuple[Block, ...]:
    blocks: list[Block] = [_register_banner(material, catalogue, register_scale)]
    if departures:
        texts = (catalogue.text("banner.departures", keys=", ".join(departures)),)
        blocks.append(Banner(catalogue.text("banner.departures_title"), texts, is_warning=True))
    blocks.append(Paragraphs(tuple(catalogue.texts_under("report.findings.lead"))))
    figures = key_figures(material, catalogue)
    if figures:
        blocks.append(KeyFigures(figures))
    words = tuple(catalogue.texts_under("report.findings.words"))
    return (*blocks, FoldedList(catalogue.text("report.findings.words_title"), (), words))


def _register_banner(material: Material, catalogue: Catalogue, register_scale: float) -> Banner:
    """Which register this is, in words nobody can miss."""
    if not catalogue.is_synthetic:
        return Banner(catalogue.text("banner.real_title"), tuple(catalogue.texts_under("banner.real")), is_warning=True)
    texts = catalogue.texts_under("banner.synthetic")
    if "planted_vs_estimated" in material.frames:
        texts += planted_words(material.frames["planted_vs_estimated"], catalogue)
    if material.profile and not profile_named(material.profile).is_open:
        texts.append(catalogue.text("banner.rounded"))
    if register_scale != 1:
        texts.append(catalogue.text("banner.scale", scale=catalogue.percent(100 * register_scale)))
    return Banner(catalogue.text("banner.synthetic_title"), tuple(texts), is_warning=False)


def _blocks_of(entry: str, anchor: str, material: Material, catalogue: Catalogue) -> list[Block]:
    """The blocks of one entry of the outline; none when its exhibit is not there."""
    kind, _, name = entry.partition(":")
    if kind == "figure":
        is_there = name in material.drawings and name in material.frames
        return [_picture(name, material, catalogue), *_merged_blocks(name, material, catalogue)] if is_there else []
    if kind in ("table", "folded"):
        summary = catalogue.text(f"report.fold.{name}") if kind == "folded" else ""
        return [_table(name, material, catalogue, summary)] if name in material.fragments else []
    if kind == "bullets":
        return [Bullets(tuple(catalogue.texts_under(f"report.{anchor}.{name}")))]
    if kind == "disagreements":
        return [Bullets(describe_disagreements(material.frames[name], catalogue))] if name in material.frames else []
    if kind == "checks":
        checks = consistency_checks(material, catalogue)
        return [Checks(checks)] if checks else []
    return _comparison_blocks(kind, material, catalogue)


def _comparison_blocks(kind: str, material: Material, catalogue: Catalogue) -> list[Block]:
    """The blocks that read the comparison back: its outcome, what differs, what the sources contradict."""
    frame = material.frames.get("published_vs_reproduced")
    if frame is None:
        return []
    if kind == "words":
        return [Paragraphs(outcome_words(frame, catalogue))]
    if kind == "differences":
        lists = difference_lists(frame, catalogue)
        return [Paragraphs((catalogue.text("readback.differ_lead"),)), *lists] if lists else []
    if kind == "contradicted":
        items = contradiction_words(frame, catalogue)
        return [Paragraphs((catalogue.text("readback.contradicted_lead"),)), Bullets(items)] if items else []
    table = (lay_out_effects if kind == "pairs" else comparison_summary)(frame, catalogue)
    if not table.body:
        return []
    name = short_name(table.exhibit, catalogue)
    computation = describe_computation(table.exhibit, name, material, catalogue, source="published_vs_reproduced")
    return [LaidOutTable(table.exhibit, table, name=name, title=table.caption, computation=computation)]


def _table(exhibit: str, material: Material, catalogue: Catalogue, summary: str = "") -> LaidOutTable:
    """A table; how it was computed and its file stand with the figure of the same exhibit, where there is one."""
    name, title = short_name(exhibit, catalogue), full_title(exhibit, catalogue)
    if exhibit in material.drawings:
        return LaidOutTable(exhibit, material.fragments[exhibit], summary, name, title)
    return LaidOutTable(
        exhibit,
        material.fragments[exhibit],
        summary,
        name,
        title,
        is_listed=not summary and is_numbered(exhibit, catalogue),
        computation=describe_computation(exhibit, name, material, catalogue),
        file=data_file(exhibit, material, catalogue),
    )


def short_name(exhibit: str, catalogue: Catalogue) -> str:
    """What the page calls a table: its number where the caption begins with one, otherwise the caption."""
    return full_title(exhibit, catalogue).partition(":")[0]


def full_title(exhibit: str, catalogue: Catalogue) -> str:
    """A table's caption, or a name for one that the catalogue does not know."""
    key = f"{exhibit}.caption"
    return catalogue.text(key) if catalogue.has(key) else exhibit.replace("_", " ")


def is_numbered(exhibit: str, catalogue: Catalogue) -> bool:
    """Whether a table's caption begins with its number."""
    return catalogue.has(f"{exhibit}.caption") and ":" in catalogue.text(f"{exhibit}.caption")


def _picture(exhibit: str, material: Material, catalogue: Catalogue) -> Picture:
    """A figure with its words; its data is folded in beneath it unless the exhibit has a table in the page."""
    frame = material.frames[exhibit]
    words = describe_figure(exhibit, frame, catalogue)
    data = None if exhibit in material.fragments else lay_out_data(exhibit, frame, words.name, catalogue)
    return Picture(
        exhibit=exhibit,
        name=words.name,
        title=words.title,
        drawing=material.drawings[exhibit],
        alt=words.alt,
        method=words.method,
        notes=tuple(words.caption.split("\n")),
        data_title=catalogue.text("report.data", name=words.name),
        data=data,
        computation=describe_computation(exhibit, words.name, material, catalogue),
        file=data_file(exhibit, material, catalogue),
    )


def _merged_blocks(exhibit: str, material: Material, catalogue: Catalogue) -> list[Block]:
    """What the gate hides in a figure's data, merged into cells that may leave; nothing when nothing is hidden."""
    merged = f"{exhibit}_merged"
    frame = material.frames.get(merged)
    if frame is None or not frame.height:
        return []
    name = catalogue.text(f"{exhibit}.merged_name")
    table = replace(lay_out_data(merged, frame, name, catalogue), notes=(catalogue.text(f"{exhibit}.merged_note"),))
    return [LaidOutTable(merged, table, table.caption, name, file=data_file(merged, material, catalogue))]


def _further_blocks(material: Material, catalogue: Catalogue) -> tuple[Block, ...]:
    """Figures and tables that no section of the outline shows."""
    placed = {entry for _, shown in OUTLINE for entry in shown}
    shown_tables = {entry.partition(":")[2] for entry in placed if entry.startswith(("table:", "folded:"))}
    figures = [
        _picture(name, material, catalogue)
        for name in material.drawings
        if f"figure:{name}" not in placed and name in FACTS and name in material.frames
    ]
    tables = [_table(name, material, catalogue) for name in material.fragments if name not in shown_tables]
    return (*figures, *tables)


def gather_material(
    frames: dict[str, pl.DataFrame],
    drawings: dict[str, bytes],
    fragments: dict[str, str],
    files: dict[str, bytes] | None = None,
    rules: dict[str, str] | None = None,
    profile: str = "",
) -> Material:
    """Material in the order of its names, so that the page does not depend on the order files were given in."""
    return Material(
        dict(sorted(frames.items())),
        dict(sorted(drawings.items())),
        dict(sorted(fragments.items())),
        dict(sorted((files or {}).items())),
        dict(sorted((rules or {}).items())),
        profile,
    )
