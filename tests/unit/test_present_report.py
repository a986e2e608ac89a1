"""The report: which sections it has, that its numbers come from the frames, and that the page stands alone."""

import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from comparison_builders import compared
from test_present_frames import FIGURES, FRAMES, TABLES, attrition, figure_3, figure_8, table_4

from dialogmote.contracts import write_parquet
from dialogmote.present.blocks import Banner, KeyFigures, Material
from dialogmote.present.findings import consistency_checks, key_figures, planted_words
from dialogmote.present.labels import comparison_decimals, comparison_label
from dialogmote.present.page import render_page
from dialogmote.present.readback import (
    contradiction_item,
    contradiction_words,
    difference_lists,
    difference_words,
    outcome_words,
    reason_of,
)
from dialogmote.present.report import ALWAYS_SHOWN, OUTLINE, assemble_report, gather_material
from dialogmote.present.tables.data import lay_out_data
from dialogmote.present.tables.renderers import render_html
from dialogmote.present.texts import Catalogue, load_catalogue
from dialogmote.present.words.model import one_row, weighted_share
from dialogmote.present.words.registry import describe_figure
from scripts.render_page import main as render
from scripts.tabulate_exhibit import main as tabulate

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
VOID = {"meta", "br", "img", "link", "input", "hr"}
MINUS = "\u2212"


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
    return gather_material(frames, dict.fromkeys(FIGURES, DRAWING), fragments)


def page(language: str = "en", is_synthetic: bool = True, scale: float = 1.0) -> str:
    words = catalogue(language, is_synthetic)
    return render_page(assemble_report(material(language), words, scale), words, "2026-11-22")


class PageReader(HTMLParser):
    """Gathers identifiers, links, sources, headings and alternative texts, and holds tags to their pairs."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.identifiers: list[str] = []
        self.targets: list[str] = []
        self.sources: list[str] = []
        self.alternatives: list[str] = []
        self.headings: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = values["lang"]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        self.identifiers += [values["id"]] if "id" in values else []
        self.targets += [values["href"]] if "href" in values else []
        self.sources += [values["src"]] if "src" in values else []
        self.alternatives += [values.get("alt", "")] if tag == "img" else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(html: str) -> PageReader:
    reader = PageReader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("language", ["en", "nb"])
def test_page_is_well_formed_and_links_lead_somewhere(language: str) -> None:
    reader = read(page(language))
    assert reader.open == []
    assert reader.language == language
    assert len(reader.identifiers) == len(set(reader.identifiers))
    assert {target.removeprefix("#") for target in reader.targets} <= set(reader.identifiers)


def test_page_needs_nothing_from_elsewhere() -> None:
    html = page()
    reader = read(html)
    assert all(source.startswith("data:image/svg+xml;base64,") for source in reader.sources)
    assert all(target.startswith("#") for target in reader.targets)
    assert "<script" not in html
    assert "@import" not in html
    assert "url(" not in html


def test_every_figure_has_its_alternative_text() -> None:
    alternatives = read(page()).alternatives
    assert len(alternatives) == len(FIGURES)
    assert all(len(text) > 60 for text in alternatives)


def test_headings_start_at_one_and_skip_no_level() -> None:
    headings = read(page()).headings
    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    assert set(headings) == {"h1", "h2"}


def test_page_is_the_same_whatever_order_files_are_given_in() -> None:
    words, whole = catalogue(), material()
    turned = gather_material(
        dict(reversed(whole.frames.items())),
        dict(reversed(whole.drawings.items())),
        dict(reversed(whole.fragments.items())),
    )
    pages = [render_page(assemble_report(these, words, 1.0), words, None) for these in (whole, turned)]
    assert pages[0] == pages[1]


def test_synthetic_register_is_told_in_the_first_block() -> None:
    first = assemble_report(material(), catalogue(), 1.0)[0].blocks[0]
    assert isinstance(first, Banner)
    assert "synthetic" in first.title
    assert any(f"{MINUS}8.00" in text for text in first.texts)


def test_page_of_real_extracts_says_what_the_gate_did() -> None:
    html = page(is_synthetic=False)
    assert "Small counts are hidden" in html
    assert "The register behind this page is synthetic" not in html
    assert "Små antall er skjult" in page("nb", is_synthetic=False)


def test_small_register_is_told_by_its_size() -> None:
    assert "2.0% of national size" in page(scale=0.02)
    assert "of national size" not in page(scale=1.0)


def test_without_exhibits_only_what_needs_none_is_left() -> None:
    anchors = [section.anchor for section in assemble_report(Material(), catalogue(), 1.0)]
    assert anchors == ["findings", *ALWAYS_SHOWN]


def test_register_sections_are_left_out_for_real_extracts() -> None:
    whole = material()
    kept = {name: frame for name, frame in whole.frames.items() if name != "planted_vs_estimated"}
    fragments = {
        name: html
        for name, html in whole.fragments.items()
        if name not in ("planted_vs_estimated", "register_fidelity")
    }
    sections = assemble_report(Material(kept, whole.drawings, fragments), catalogue(is_synthetic=False), 1.0)
    assert "register" not in [section.anchor for section in sections]


def test_table_that_no_section_shows_goes_to_the_end() -> None:
    whole = material()
    extended = Material(whole.frames, whole.drawings, dict(whole.fragments) | {"table_9": "<p>nine</p>"})
    sections = assemble_report(extended, catalogue(), 1.0)
    assert sections[-1].anchor == "further"
    assert len(sections) == len(OUTLINE) + 2


def test_headline_effect_is_the_frames_number_with_interval_and_published() -> None:
    figure = key_figures(material(), catalogue())[0]
    assert figure.value == f"{MINUS}8.09"
    assert figure.unit == "percentage points"
    assert figure.details == (
        f"95 percent interval: {MINUS}10.68 to {MINUS}5.50.",
        "The interval excludes zero.",
        f"Published: {MINUS}8.09 (standard error 1.32).",
        f"Planted in the register: {MINUS}8.00.",
    )


def test_headline_effect_follows_a_changed_estimate() -> None:
    changed = table_4().with_columns(estimate=pl.lit(3.21), ci_low=pl.lit(-1.0), ci_high=pl.lit(7.0))
    figure = key_figures(Material({"table_4": changed}), catalogue())[0]
    assert figure.value == "+3.21"
    assert figure.details[1] == "The interval includes zero."


def test_key_figures_stand_in_the_findings() -> None:
    blocks = assemble_report(material(), catalogue(), 1.0)[0].blocks
    assert any(isinstance(block, KeyFigures) and len(block.figures) == 6 for block in blocks)


def test_planted_words_count_the_intervals_that_hold_the_truth() -> None:
    frame = FRAMES["planted_vs_estimated"]().with_columns(
        is_within_interval=pl.Series([False, None, *[True] * 16], dtype=pl.Boolean)
    )
    assert planted_words(frame, catalogue())[1].startswith("Of 17 estimates")
    assert ", 16 have" in planted_words(frame, catalogue())[1]


def agreeing_frames() -> dict[str, pl.DataFrame]:
    """Frames that tell of the same spells and estimates."""
    frames = {
        name: FRAMES[name]() for name in ("attrition", "figure_3", "figure_8", "case_table_8_7", "case_figures_8")
    }
    table = agreeing_table_4()
    plain = one_row(table, outcome="meeting", control_group="national", group_trends=False)
    left, cohort = frames["attrition"]["spells_left"][0], frames["attrition"]["spells_left"][-1]
    return frames | {
        "table_4": table,
        "figure_9": pl.DataFrame({"outcome": ["meeting"], "week": [52], "estimate": [plain["estimate"] + 1e-9]}),
        "excluded_groups": pl.DataFrame({"reason": ["pregnant", "kept"], "n": [left - cohort, cohort]}),
        "figure_2": pl.DataFrame({"week": [16, 17], "n": [1, cohort - 1]}),
        "table_1": pl.DataFrame({"answer": ["no", "total"], "n": [4, 9]}),
        "answers_cross": pl.DataFrame({"employee_answer": ["no", "yes"], "n": [4, 5]}),
    }


def test_all_checks_pass_on_frames_that_agree() -> None:
    checks = consistency_checks(Material(agreeing_frames()), catalogue())
    assert len(checks) == 8
    assert all(check.is_passed for check in checks)


@pytest.mark.parametrize("exhibit", ["excluded_groups", "figure_2", "answers_cross"])
def test_more_spells_than_rounding_explains_fail_the_check(exhibit: str) -> None:
    frames = agreeing_frames()
    checks = consistency_checks(
        Material(frames | {exhibit: frames[exhibit].with_columns(pl.col("n") + 6)}), catalogue()
    )
    assert [check.is_passed for check in checks].count(False) == 1


def test_another_weekly_estimate_than_table_4s_fails_the_check() -> None:
    frames = agreeing_frames()
    moved = frames["figure_9"].with_columns(pl.col("estimate") + 0.1)
    checks = consistency_checks(Material(frames | {"figure_9": moved}), catalogue())
    assert [check.is_passed for check in checks].count(False) == 1


def agreeing_table_4() -> pl.DataFrame:
    """Table 4 with figure 8's estimates of period 2, as one regression gives both."""
    period_2 = figure_8().filter(period=2).select("outcome", "control_group", "estimate", "std_error")
    merged = table_4().join(period_2, on=["outcome", "control_group"], how="left", suffix="_figure")
    is_plain = ~pl.col("group_trends")
    return merged.with_columns(
        *(
            pl.when(is_plain).then(pl.coalesce(f"{name}_figure", name)).otherwise(pl.col(name)).alias(name)
            for name in ("estimate", "std_error")
        )
    ).select(table_4().columns)


def test_figure_and_table_with_other_estimates_fail_the_check() -> None:
    moved = agreeing_table_4().with_columns(estimate=pl.col("estimate") + 1e-6)
    [check] = consistency_checks(Material({"table_4": moved, "figure_8": figure_8()}), catalogue())
    assert not check.is_passed


def test_attrition_that_loses_a_spell_fails_the_check() -> None:
    lossy = attrition().with_columns(
        spells_removed=pl.when(pl.col("step") == "pregnant").then(1).otherwise(pl.col("spells_removed"))
    )
    [check] = consistency_checks(Material({"attrition": lossy}), catalogue())
    assert not check.is_passed


def test_weighted_share_weighs_months_by_spells() -> None:
    months = figure_3()["month"][:2]
    frame = pl.DataFrame({"month": months, "meeting_share_pct": [10.0, 40.0], "n": [3, 1]})
    assert weighted_share(frame, "meeting_share_pct", months[0], months[1]) == 17.5


def test_weighted_share_of_no_months_is_missing() -> None:
    first = figure_3()["month"][0]
    assert weighted_share(figure_3().clear(), "meeting_share_pct", first, first) is None


def test_row_that_is_not_there_has_every_value_missing() -> None:
    assert set(one_row(table_4(), outcome="meeting", control_group="nowhere").values()) == {None}


def test_unknown_figure_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="known: attrition, figure_3"):
        describe_figure("figure_99", figure_3(), catalogue())


@pytest.mark.parametrize("name", FIGURES)
def test_figure_words_have_norwegian_numbers(name: str) -> None:
    words = describe_figure(name, FRAMES[name](), catalogue("nb"))
    assert not re.search(r"\d\.\d", f"{words.alt} {words.caption}")


def test_case_2_is_named_in_the_alternative_text() -> None:
    words = describe_figure("case_figures_8", FRAMES["case_figures_8"](), catalogue())
    assert words.alt.endswith("differs from the table: 2.")


def test_scripts_make_a_page_from_released_files(tmp_path: Path) -> None:
    texts = [str(path) for path in sorted((TEXTS / "nb").glob("*.yaml"))]
    exhibit = tmp_path / "exhibits" / "table_3.parquet"
    write_parquet(FRAMES["table_3"](), exhibit)
    table = {kind: str(tmp_path / f"table_3.nb.{kind}") for kind in ("html", "csv", "typ")}
    tabulate(exhibit=str(exhibit), texts=texts, **table, table="table_3", language="nb", is_synthetic=True)
    report = tmp_path / "report.nb.html"
    render(
        exhibits=[str(exhibit)],
        figures=[],
        tables=[table["html"]],
        texts=texts,
        page=str(report),
        language="nb",
        is_synthetic=True,
        register_scale=0.02,
        departures=["season.adjust"],
        report_date=None,
    )
    html = report.read_text(encoding="utf-8")
    assert Path(table["html"]).read_text(encoding="utf-8") in html
    assert "246,2" in html
    assert "season.adjust" in html


def test_present_modules_of_the_report_do_not_load_a_plotting_library() -> None:
    imports = "import sys, scripts.render_page, scripts.tabulate_exhibit"
    code = f"{imports}; print({{'matplotlib', 'plotnine'}} & set(sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TEXTS.parents[1]
    )
    assert found.stdout.strip() == "set()"


ARTICLE_FIGURES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "v1", "v2", "v3", "v4", "v5")
ARTICLE_TABLES = ("1", "2", "3", "4", "v1")


def placed(kind: str) -> list[str]:
    return [entry.partition(":")[2] for _, shown in OUTLINE for entry in shown if entry.partition(":")[0] == kind]


def test_every_exhibit_of_the_article_has_one_place_in_the_outline() -> None:
    figures, tables = placed("figure"), placed("table")
    assert [figures.count(f"figure_{name}") for name in ARTICLE_FIGURES] == [1] * 15
    assert [tables.count(f"table_{name}") for name in ARTICLE_TABLES] == [1] * 5


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_exhibit_of_the_article_stands_on_the_page_with_its_caption(language: str) -> None:
    html = page(language)
    for name in ARTICLE_FIGURES:
        figure = re.search(f'<figure id="figure-figure_{name}">.*?</figure>', html, flags=re.S)
        assert figure is not None
        assert "<figcaption>" in figure.group(0)
    for name in ARTICLE_TABLES:
        assert f'id="caption-table_{name}"' in html


def test_nothing_is_left_for_the_end_of_the_page() -> None:
    assert "further" not in [section.anchor for section in assemble_report(material(), catalogue(), 1.0)]


def comparison(**changes: object) -> pl.DataFrame:
    """The comparison made from the published numbers themselves, with numbers of its rows changed."""
    frame = compared(moments={"table_3/duration_days/pilot"})
    is_row = (pl.col("exhibit") == "table_3") & (pl.col("row_key") == "duration_days") & (pl.col("column") == "pilot")
    return frame.with_columns(
        pl.when(is_row).then(pl.lit(value, dtype=frame.schema[name])).otherwise(name).alias(name)
        for name, value in changes.items()
    )


def test_outcome_counts_every_number_and_tells_planted_from_emergent() -> None:
    frame = comparison(status="differs")
    words = outcome_words(frame, catalogue())
    counts = dict(frame.group_by("status").len().iter_rows())
    assert words[0].startswith(
        f"Of {frame.height} published numbers and statements {counts['agrees']} agree and 1 differ"
    )
    assert f"{counts['source_contradiction']} are contradicted" in words[0]
    assert words[1].startswith(
        "Among those compared, 90 are tables 8-7 and 3-1 of the interview study beside themselves"
    )
    assert words[1].endswith("5 are 100 percent by definition.")
    assert words[2].startswith("Of 1 compared numbers that the synthetic register was set to have, 0 agree")


@pytest.mark.parametrize("language", ["en", "nb"])
def test_numbers_that_only_check_the_transcription_are_counted_from_the_frame(language: str) -> None:
    frame = compared()
    shorter = frame.filter((pl.col("exhibit") != "case_offices_3_1") | (pl.col("row_key") == "1"))
    counts = [re.findall(r"\d+", outcome_words(these, catalogue(language))[1])[0] for these in (frame, shorter)]
    assert counts == ["90", "48"]


def test_a_register_of_another_size_says_what_that_does_to_distances() -> None:
    assert "compare at full size" in page(scale=0.02)
    assert "compare at full size" not in page(scale=1.0)
    assert "compare at full size" not in page(is_synthetic=False, scale=0.02)


def test_without_a_synthetic_register_nothing_is_planted_or_emergent() -> None:
    words = outcome_words(compared(), catalogue(is_synthetic=False))
    assert len(words) == 2
    assert not any("synthetic register" in text or "tests the register" in text for text in words)


def test_each_number_that_differs_has_a_sentence_under_its_exhibit() -> None:
    frame = comparison(status="differs", reproduced=249.2, difference=3.0, difference_in_se=3.0)
    [found] = difference_lists(frame, catalogue())
    assert found.summary == "Table 3: 1 of 30 differ"
    assert found.items == ("Duration (days): Pilot offices: published 246.2, here 249.2, 3.0 standard errors higher.",)
    assert found.texts[-1].startswith("Of these 1, 1 were planted")
    assert difference_lists(comparison(), catalogue()) == ()


def test_a_statement_is_read_in_words() -> None:
    row = {
        "exhibit": "text_claims",
        "row_key": "recovery_weeks_31_36_nov_mar",
        "column": "sign",
        "published": -1.0,
        "reproduced": 1.0,
        "difference_in_se": None,
        "se_source": None,
    }
    assert difference_words(row, catalogue()).endswith(": sign: published negative, here positive.")
    significance = row | {"column": "significant", "published": 0.0}
    assert difference_words(significance, catalogue("nb")).endswith("publisert nei, her ja.")
    absent = row | {"row_key": "grade_lower_months_first", "column": "value", "published": 7.0, "reproduced": None}
    assert difference_words(absent, catalogue()).endswith("published 7; nothing of the kind is found here.")


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_contradicted_number_is_explained(language: str) -> None:
    frame = compared()
    contradicted = frame.filter(pl.col("status") == "source_contradiction")
    assert all(contradiction_item(*row) for row in contradicted.select("exhibit", "row_key").rows())
    words = contradiction_words(frame, catalogue(language))
    assert len(words) == 9
    assert sum(text.count(" (") for text in words) >= contradicted.height


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_number_of_the_comparison_has_a_label(language: str) -> None:
    words = catalogue(language)
    statements = compared().filter(pl.col("exhibit").is_in(["text_claims", "case_study_text_facts"]))
    assert [name for name in statements["row_key"].unique() if not words.has(f"label.claim.{name}")] == []
    assert [name for name in compared()["exhibit"].unique() if not words.has(f"label.exhibit.{name}")] == []


@pytest.mark.parametrize(
    ("exhibit", "key", "column", "source", "reason"),
    [
        ("table_2", "n", "after_mar_sep19", "poisson", "count"),
        ("text_claims", "meetings_per_year_after", "value", "poisson", "count"),
        ("table_4", "meeting/national/false", "std_error", "pilot_offices", "std_error"),
        ("table_v1", "meeting/national/true", "p_value", None, "significance"),
        ("table_4", "meeting/national/false", "estimate", "published", "effect"),
        ("text_claims", "on_leave_week_52", "sign", None, "effect"),
        ("text_claims", "exhausted_relative_increase", "value", "published", "effect"),
        ("text_claims", "recovery_lower_weeks_first", "value", None, "span"),
        ("text_claims", "meeting_share_before", "value", "binomial", "moment"),
        ("table_1", "no", "duration_p50_days", "spread", "moment"),
    ],
)
def test_reason_follows_what_the_number_is(
    exhibit: str, key: str, column: str, source: str | None, reason: str
) -> None:
    row = {"exhibit": exhibit, "row_key": key, "column": column, "se_source": source}
    assert reason_of(row) == reason


@pytest.mark.parametrize(
    ("claim", "published", "decimals"),
    [
        ("meeting_hazard_peak_week", 25.0, 0),
        ("recovery_lower_weeks_first", 31.0, 0),
        ("first_fall_months_results", 4.0, 0),
        ("meeting_week_after", 24.0, 0),
        ("meetings_per_year_before", 38000.0, 0),
        ("meeting_hazard_week_25_before", 10.0, 1),
        ("employee_answers_within_two_weeks", 85.0, 1),
        ("meeting_share_fall_first", 6.0, 1),
    ],
)
def test_weeks_and_thousands_have_no_decimals(claim: str, published: float, decimals: int) -> None:
    assert comparison_decimals("text_claims", claim, "value", published) == decimals


def test_true_means_controls_in_table_v1_and_trends_in_table_4() -> None:
    words = catalogue()
    assert comparison_label("table_v1", "meeting/national/true", words).endswith("with controls")
    assert comparison_label("table_4", "meeting/national/true", words).endswith("with trends")


@pytest.mark.parametrize("name", [name for name in FIGURES if name.startswith("figure_")])
def test_data_behind_a_figure_is_laid_out_with_labels(name: str) -> None:
    table = lay_out_data(name, FRAMES[name](), "name", catalogue())
    headings = [cell.text for cell in table.header[0]]
    assert not [heading for heading in headings if "_" in heading]
    assert len(table.body) == FRAMES[name]().height


def test_years_are_written_without_thousands_and_weekly_outcomes_by_week() -> None:
    first = lay_out_data("figure_5", FRAMES["figure_5"](), "name", catalogue()).body[0]
    assert re.fullmatch(r"20\d\d", first.cells[0].text)
    weekly = lay_out_data("figure_9", FRAMES["figure_9"](), "name", catalogue())
    assert {row.cells[0].text for row in weekly.body} == {"Meeting held", "On leave"}


def test_departures_from_the_article_are_said_before_any_number() -> None:
    blocks = assemble_report(material(), catalogue(), 1.0, ["periods", "season.adjust"])[0].blocks
    assert "periods, season.adjust" in blocks[1].texts[0]
    assert not any(
        "differ" in text
        for block in assemble_report(material(), catalogue(), 1.0)[0].blocks[:2]
        for text in getattr(block, "texts", ())
    )
