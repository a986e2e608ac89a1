"""Attacks on the folder of released files: each is tried with the scripts themselves, and each is refused."""

import base64
import json
import struct
import zlib
from pathlib import Path

import disclose_frames as frames
import polars as pl
import pyarrow.parquet as pq
import pytest
import typst
from test_disclose_merging import offices

from dialogmote.contracts import ContractError
from dialogmote.digests import checksum_files, seal_files
from dialogmote.disclose.exhibits import exact_exhibit
from dialogmote.disclose.gate import DisclosureError
from scripts import check_release, disclose_exhibit, disclose_manifest

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "nb")
REMOVED = {"protected_address": 33, "pregnant": 301, "over_66": 61, "overlapping": 150}
SVG = """<svg xmlns="http://www.w3.org/2000/svg"><title>Meetings</title><desc>A line.</desc><g>
<!-- 2018 --><g><use /><use /><use /><use /></g></g></svg>"""
ROWS = "1234567;2018-03-01;214\n7654321;2018-03-02;365"
TABLE = "month,n\n2015-01,105\n"


def typeset(more=""):
    """A PDF/UA-1 by Typst."""
    words = '#set document(title: "Letter", date: none)\nSpells by month.\n' + more
    return typst.compile(words.encode(), pdf_standards=["ua-1"], ignore_system_fonts=True)


# A document as the report's is made, and one with a file attached.
LETTER = typeset()
PARCEL = typeset('#pdf.attach("rows.csv", bytes("01018012345,3"), description: "rows", relationship: "data")')


def carried(content, kind="text/csv;charset=utf-8;base64"):
    """A page with a folded text and a file to save."""
    address = base64.b64encode(content).decode()
    return (
        "<!doctype html><html><body><details><summary>How</summary><p>By month.</p></details>"
        f'<a href="data:{kind},{address}">Data</a></body></html>'
    ).encode()


def but_for(group, column):
    """A column without one group's numbers."""
    return pl.when(pl.col("group") != group).then(pl.col(column))


# Nothing, and null in the group whose partner is small.
FULL_TIME_ONLY = pl.when(pl.col("group") != "part_time").then(pl.lit(0, pl.Int64))


def png(**texts):
    """A picture of one point, with text chunks."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))]
    parts += [(b"tEXt", f"{name}\0{text}".encode("latin-1")) for name, text in texts.items()]
    parts += [(b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    chunks = [struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class Release:
    """A folder with restricted and released files, as a run leaves it, made by the scripts."""

    def __init__(self, results):
        self.released, self.restricted = results / "released", results / "restricted"
        self.exact = {
            "attrition": frames.attrition(REMOVED),
            "excluded_groups": frames.excluded_groups(REMOVED),
            "figure_3": frames.monthly([104, 207, 160]),
            "figure_1": offices(A=[4, 6, 7, 300, 400], B=[3, 5, 9, 250]),
            "heterogeneity": frames.heterogeneity(n_treated={"part_time": 7}),
        }
        self.put(self.cells(), frames.cells())
        for name, frame in self.exact.items():
            self.put(self.restricted / "exhibits" / f"{name}.parquet", frame)
        for name in (*self.exact, "figure_1_merged"):
            self.disclose(name)
        self.write("figures/figure_3.en.svg", SVG.encode())
        self.write("figures/figure_3.en.png", png(Title="Meetings", Description="A line."))
        self.write("figures/figure_3.en.pdf", b"%PDF-1.4\n%%EOF\n")
        self.write("tables/figure_3.en.csv", TABLE.encode())
        self.list()

    @staticmethod
    def put(path, frame):
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(path)

    def write(self, name, content):
        (self.released / name).parent.mkdir(parents=True, exist_ok=True)
        (self.released / name).write_bytes(content)

    def disclose(self, name, profile="strict"):
        needed = {"excluded_groups": self.restricted / "exhibits/attrition.parquet", "heterogeneity": self.cells()}
        beside = [str(needed[name])] if name in needed else []
        disclose_exhibit.main(
            exhibit=str(self.restricted / "exhibits" / f"{exact_exhibit(name)}.parquet"),
            beside=beside,
            parquet=str(self.released / "exhibits" / f"{name}.parquet"),
            csv=str(self.released / "exhibits" / f"{name}.csv"),
            profile=profile,
        )

    def cells(self):
        """How many spells stand behind each estimate."""
        return self.restricted / "regression_cells.parquet"

    def seals(self):
        """What the jobs that draw say of what they wrote."""
        return self.restricted / "seals" / "drawn.json"

    def seal_drawn(self):
        """As if all that lies there, and is no exhibit, had been drawn by its job."""
        drawn = [str(p) for p in self.released.rglob("*") if p.is_file() and p.parent.name != "exhibits"]
        self.seals().parent.mkdir(parents=True, exist_ok=True)
        self.seals().write_text(seal_files(drawn))

    def list(self, is_drawn=True):
        """Manifest, request sheets and seal of what lies there; `is_drawn`: by its jobs, as far as their seals tell."""
        if is_drawn:
            self.seal_drawn()
        made = {"release_manifest.json", *(f"request_sheet.{language}.html" for language in LANGUAGES)}
        there = [path for path in self.released.rglob("*") if path.is_file() and path.name not in made]
        disclose_manifest.main(
            exact=[
                *(str(path) for path in sorted((self.restricted / "exhibits").glob("*.parquet"))),
                str(self.cells()),
            ],
            released=sorted(map(str, there)),
            seals=[str(self.seals())],
            texts=[str(ROOT / "resources/texts" / language / "release.yaml") for language in LANGUAGES],
            manifest=str(self.released / "release_manifest.json"),
            sheets=[str(self.released / f"request_sheet.{language}.html") for language in LANGUAGES],
            seal=str(self.restricted / "release_seal.json"),
            profile="strict",
            is_synthetic=False,
            code_version="abc",
            release_date=None,
        )

    def edit_manifest_to_match(self):
        """What a clever attacker does after changing a file: the manifest says the new checksum, and the seal too."""
        path = self.released / "release_manifest.json"
        manifest = json.loads(path.read_text())
        made = {path.name, *(f"request_sheet.{language}.html" for language in LANGUAGES)}
        there = [str(p) for p in self.released.rglob("*") if p.is_file() and p.name not in made]
        entries = {entry["file"]: entry for entry in manifest["files"]}
        sums = checksum_files(there, self.released)
        manifest["files"] = [
            entries.get(n, {"file": n, "exhibit": "figure_3"}) | {"sha256": s} for n, s in sums.items()
        ]
        path.write_text(json.dumps(manifest))

    def reseal(self):
        """An attacker who reaches the restricted side as well."""
        listed = [self.released / "release_manifest.json"]
        listed += [self.released / f"request_sheet.{language}.html" for language in LANGUAGES]
        (self.restricted / "release_seal.json").write_text(json.dumps(checksum_files(map(str, listed), self.released)))

    def check(self):
        check_release.main(
            manifest=str(self.released / "release_manifest.json"),
            seal=str(self.restricted / "release_seal.json"),
            passed=str(self.restricted / "release_checked.txt"),
            profile="strict",
        )

    def assert_refused(self, match):
        """The run stops, and nothing says that the release was checked."""
        with pytest.raises(DisclosureError, match=match):
            self.check()
        assert not (self.restricted / "release_checked.txt").exists()


@pytest.fixture
def release(tmp_path):
    return Release(tmp_path / "results")


def test_honest_release_passes(release):
    release.check()
    assert (release.restricted / "release_checked.txt").read_text() == "19 released files keep the profile strict\n"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda frame: frame.with_columns(person_id=pl.lit(1, pl.Int64)),
        lambda frame: frame.with_columns(note=pl.lit("x")),
        lambda frame: frame.drop("meeting_share_pct"),
        lambda frame: pl.concat([frame, frame]),
        lambda frame: pl.DataFrame({"spell_id": [1, 2], "duration": [150, 200]}),
        lambda frame: pl.DataFrame({"start": [1, 2], "days": [150, 200]}),
    ],
    ids=["id column", "undeclared column", "missing column", "rows twice", "rows", "rows with innocent names"],
)
def test_spoilt_exhibit_stops_its_job_and_writes_nothing(release, spoil):
    release.put(release.restricted / "exhibits/figure_3.parquet", spoil(release.exact["figure_3"]))
    before = checksum_files(map(str, (release.released / "exhibits").iterdir()), release.released)
    with pytest.raises((ContractError, DisclosureError)):
        release.disclose("figure_3")
    assert checksum_files(map(str, (release.released / "exhibits").iterdir()), release.released) == before


def test_rows_in_the_columns_of_an_exhibit_are_refused(release):
    """A date of start and a share of one spell, under the columns of figure 3: labels are months, not days."""
    days = pl.date_range(pl.date(2018, 3, 1), pl.date(2018, 3, 31), eager=True)
    rows = pl.DataFrame({"month": days, "meeting_share_pct": [None] * 31, "n": [None] * 31})
    rows = rows.cast({"meeting_share_pct": pl.Float64, "n": pl.Int64})
    smuggle(release, "figure_3", rows)
    release.assert_refused("'month': a label that could be somebody's date or number")


def smuggle(release, name, frame):
    """Put a frame in place of a released exhibit, CSV too, and mend manifest and seal."""
    frame.write_parquet(release.released / "exhibits" / f"{name}.parquet")
    (release.released / "exhibits" / f"{name}.csv").write_text(frame.write_csv())
    release.edit_manifest_to_match()
    release.reseal()


@pytest.mark.parametrize(
    ("exhibit", "change", "message"),
    [
        ("figure_3", {"n": pl.lit(5, pl.Int64), "meeting_share_pct": pl.lit(0.0)}, "a count is small"),
        ("figure_3", {"n": pl.lit(104, pl.Int64), "meeting_share_pct": pl.lit(0.0)}, "small, or not rounded"),
        ("figure_3", {"meeting_share_pct": pl.lit(31.7)}, "a share that is not of rounded counts"),
        ("excluded_groups", {"n": pl.col("n") + 5, "meeting_share_pct": pl.lit(0.0)}, "by subtraction from attrition"),
        ("attrition", {"persons_left": pl.col("spells_left") - 5}, "by subtraction from attrition"),
        ("figure_1_merged", {"n_offices": pl.lit(2, pl.Int64)}, "a cell of too few offices"),
        ("figure_1_merged", {"n_offices": pl.col("n_offices") + 1}, "cells that are not of the offices which figure_1"),
        ("figure_1_merged", {"n_spells": pl.lit(17, pl.Int64)}, "small, or not rounded"),
        ("heterogeneity", {"n_treated": pl.lit(7, pl.Int64)}, "'n_treated': a count is small"),
        ("heterogeneity", {"n": pl.col("n_treated") + 5}, "'n_treated' gives small counts by subtraction"),
        ("heterogeneity", {"n": but_for("women", "n")}, "'n': one hidden part of a known sum"),
        ("heterogeneity", {"n_treated": pl.lit(205, pl.Int64) - FULL_TIME_ONLY}, "beside a hidden part"),
        ("heterogeneity", {"estimate": but_for("women", "estimate")}, "'p_equal': shown beside a hidden part"),
        ("heterogeneity", {"estimate": pl.lit(-6.553606)}, "'estimate': more digits than are cleared"),
    ],
    ids=[
        "small cell",
        "exact cell",
        "share of exact counts",
        "subtraction of two tables",
        "subtraction of two columns",
        "cell of two offices",
        "cell of other offices",
        "exact cell of offices",
        "few treated spells of a group",
        "treated spells beside all of a group",
        "one hidden group of two",
        "treated spells of a hidden group's partner",
        "test beside a hidden group",
        "exact effect of a group",
    ],
)
def test_spoilt_exhibit_among_the_released_ones_is_refused_though_manifest_and_seal_match(
    release, exhibit, change, message
):
    shown = pl.read_parquet(release.released / "exhibits" / f"{exhibit}.parquet")
    smuggle(release, exhibit, shown.with_columns(**change))
    release.assert_refused(message)


def test_exact_curve_in_place_of_the_released_one_is_refused(release):
    exact = frames.recovery([101, 83, 77])
    (release.released / "exhibits").mkdir(exist_ok=True)
    smuggle(release, "figure_5", exact)
    release.assert_refused("'hazard_pct': a hazard not of rounded counts|'events': a count is small, or not rounded")


def test_exhibit_that_is_not_what_the_gate_makes_gets_no_manifest(release):
    release.exact["figure_3"].write_parquet(release.released / "exhibits/figure_3.parquet")
    (release.released / "release_manifest.json").unlink()
    with pytest.raises(
        DisclosureError, match="figure_3: what lies among the released files is not what the gate makes"
    ):
        release.list()
    assert not (release.released / "release_manifest.json").exists()


def test_metadata_of_a_parquet_file_is_refused(release):
    path = release.released / "exhibits/figure_3.parquet"
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({"pandas": ROWS, "rows": ROWS}), path)
    release.edit_manifest_to_match()
    release.reseal()
    release.assert_refused(r"figure_3\.parquet: metadata beside the columns")


def test_pandas_index_that_carries_rows_is_refused(release):
    path = release.released / "exhibits/figure_3.parquet"
    index = pl.Series("person", [1234567, 7654321, 1111111]).to_pandas()
    pl.read_parquet(path).to_pandas().set_index(index).to_parquet(path)
    release.edit_manifest_to_match()
    release.reseal()
    release.assert_refused("'person' is not as declared")


def test_rows_behind_the_end_of_a_csv_are_refused(release):
    path = release.released / "exhibits/figure_3.csv"
    path.write_text(path.read_text() + ROWS)
    release.edit_manifest_to_match()
    release.reseal()
    release.assert_refused("figure_3: the CSV and the Parquet file differ")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("figures/figure_3.en.svg", SVG.replace("2018", ROWS).encode(), "a comment that is no label"),
        ("figures/figure_3.en.svg", SVG.replace("</svg>", "<script>1</script></svg>").encode(), "a script"),
        ("figures/figure_3.en.svg", SVG.replace("A line.", "spell_id 12").encode(), "names a column that identifies"),
        ("figures/figure_3.en.png", png(Title="Meetings", Description=ROWS), "a text that the figure's SVG"),
        ("figures/figure_3.en.png", png(Title="Meetings") + ROWS.encode(), "something behind the end of the picture"),
        ("figures/figure_3.en.pdf", b"%PDF-1.4\n%%EOF\n" + ROWS.encode(), "something behind its end"),
        ("tables/figure_3.en.csv", (TABLE + "01018012345,3\n").encode(), "long numbers"),
        ("tables/figure_3.en.typ", f"/* {ROWS} */ 01018012345".encode(), "long numbers"),
        ("tables/figure_3.en.html", b"<table></table><!-- 7 -->", "a comment or a script in a table"),
        ("report.en.pdf", PARCEL, "a file in the PDF"),
        ("report.en.pdf", LETTER + ROWS.encode(), "something behind its end"),
        ("report.en.pdf", LETTER.replace(b"%%EOF", b"<</Type/ObjStm>>%%EOF"), "cannot be looked at"),
        ("report.en.html", carried(ROWS.encode()), "carries a file that is not released"),
        ("report.en.html", carried(ROWS.encode(), kind="text/csv"), "carries a file that is not released"),
        ("report.en.html", carried(TABLE.encode()) + b"<!-- 7 -->", "a comment, or a script with data"),
        ("report.en.html", b'<script type="application/json">[7]</script>', "a comment, or a script with data"),
        ("report.en.html", carried(b"") + b"<details>spell_id 12</details>", "names a column that identifies"),
        ("tables/cohort.en.typ", b"x", "no file of this name is released"),
        ("report.en.docx", b"x", "no file of this name is released"),
        (".rows.parquet", b"x", "no file of this name is released"),
    ],
    ids=[
        "comment in an SVG", "script in an SVG", "identity in an SVG", "text in a PNG", "tail of a PNG",
        "tail of a PDF",
        "identity number in a CSV", "identity number in a typ file", "comment in a table",
        "file attached to a document", "tail of a document", "packed objects", "other rows to save in a page",
        "rows to save that are not in base64", "comment in a page", "data in a script", "identity in a folded text",
        "table of no exhibit",
        "document", "hidden file",
    ],
)  # fmt: skip
def test_file_that_carries_more_than_it_shows_is_refused_though_manifest_and_seal_match(
    release, name, content, message
):
    release.write(name, content)
    release.edit_manifest_to_match()
    release.reseal()
    release.assert_refused(message)


def test_page_with_released_data_to_save_and_document_by_typst_pass(release):
    release.write("report.en.html", carried((release.released / "exhibits/figure_3.csv").read_bytes()))
    release.write("report.en.pdf", LETTER)
    release.edit_manifest_to_match()
    release.reseal()
    release.check()


@pytest.mark.parametrize("name", ["figures/figure_3.en.svg", "tables/figure_3.en.csv"])
def test_changed_file_is_refused(release, name):
    release.write(name, (release.released / name).read_bytes() + b"\n")
    release.assert_refused("changed after the manifest was written")


def test_manifest_edited_to_match_a_changed_file_is_refused(release):
    release.write("tables/figure_3.en.csv", TABLE.replace("105", "106").encode())
    release.edit_manifest_to_match()
    release.assert_refused(r"release_manifest\.json: not as it was sealed")


@pytest.mark.parametrize("name", ["figures/figure_3.en.svg", "tables/figure_3.en.csv"])
def test_drawn_file_that_was_changed_gets_no_new_manifest(release, name):
    """A run makes the manifest anew by itself: it must not sign what no job drew."""
    release.write(name, (release.released / name).read_bytes() + b"\n")
    before = (release.released / "release_manifest.json").read_bytes()
    with pytest.raises(DisclosureError, match=name):
        release.list(is_drawn=False)
    assert (release.released / "release_manifest.json").read_bytes() == before


def test_folder_of_an_unknown_name_is_refused(release):
    (release.released / "figures" / "person").mkdir()
    release.assert_refused("figures/person: no folder of this name")


def test_comparison_that_is_not_the_released_exhibit_is_refused(release):
    release.write("published_vs_reproduced.csv", b"exhibit\nspell 7345128\n")
    release.list()
    release.assert_refused("published_vs_reproduced.csv: not the released exhibit")


def test_text_that_is_not_drawn_is_refused(release):
    release.write("figures/figure_3.en.svg", SVG.replace("<g>", "<text>person 7</text><g>", 1).encode())
    release.list()
    release.assert_refused("a text that is not drawn")


def test_request_sheet_that_was_changed_is_refused(release):
    sheet = release.released / "request_sheet.nb.html"
    sheet.write_text(sheet.read_text().replace("33", "33" + ROWS))
    release.write("request_sheet.nb.html", sheet.read_bytes() + ROWS.encode())
    release.assert_refused(r"request_sheet\.nb\.html: not as it was sealed")


def test_restricted_file_under_a_released_name_is_refused(release):
    cohort = pl.DataFrame({"spell_id": [1, 2], "duration": [150, 200]})
    cohort.write_parquet(release.released / "exhibits/table_1.parquet")
    release.edit_manifest_to_match()
    release.reseal()
    release.assert_refused("table_1: column 'spell_id' identifies rows")


@pytest.mark.parametrize("target", ["restricted/exhibits/figure_3.parquet", "restricted"])
def test_link_among_the_released_files_is_refused(release, target):
    (release.released / "figures/figure_2.en.svg").symlink_to(release.released.parent / target)
    release.assert_refused(r"among the released files are links:\n  figures/figure_2\.en\.svg")


def test_message_of_a_refusal_holds_no_cell(release):
    smuggle(release, "figure_3", frames.monthly([7, 104, 207], share_pct=0.0))
    with pytest.raises(DisclosureError) as refused:
        release.check()
    assert "104" not in str(refused.value) and "207" not in str(refused.value)
