"""The record of a run: what it holds, what it does not, and Snakemake's own report inside it."""

import base64
import json
import re
import subprocess
import sys
import urllib.parse

import polars as pl
import pytest

NETWORK = re.compile(r"""<(?:script|link|img)[^>]*(?:src|href)=["']https?:""")


@pytest.fixture(scope="module")
def record(ran, tmp_path_factory):
    """The record of the whole run, made with no proxy and no network name to ask."""
    overlay = tmp_path_factory.mktemp("overlay") / "small.yaml"
    overlay.write_text((ran.folder / "overlay.yaml").read_text())
    command = [sys.executable, "-m", "workflow.record", str(overlay)]
    done = subprocess.run(command, cwd=ran.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return ran.folder / "results" / "record"


@pytest.fixture(scope="module")
def page(record):
    return (record / "snakemake_report.html").read_text()


def variable(page, name):
    """A variable of the page's scripts, which Snakemake writes as JSON on one line."""
    return json.loads(re.search(rf'<script id="{name}">\s*var {name} = (.*);\s*</script>', page).group(1))


def embedded(uri):
    head, _, body = uri.partition(",")
    return base64.b64decode(body) if head.endswith(";base64") else urllib.parse.unquote_to_bytes(body)


def test_report_embeds_every_released_figure_and_table_and_nothing_else(ran, page):
    results = variable(page, "results")
    released = ran.folder / "results" / "released"
    wanted = {*released.glob("figures/*.svg"), *released.glob("tables/*.html")}
    assert {ran.folder / path for path in results} == wanted
    for path in wanted:
        result = results[path.relative_to(ran.folder).as_posix()]
        assert embedded(result["data_uri"]) == path.read_bytes()


def test_every_result_has_caption_category_and_labels(page):
    results = variable(page, "results")
    for path, result in results.items():
        assert set(result["labels"]) == {"exhibit", "shows", "kind", "language"}, path
        assert "<li>" in result["caption"] and "synthetic" in result["caption"], path
    placed = [path for inner in variable(page, "categories").values() for paths in inner.values() for path in paths]
    assert sorted(placed) == sorted(results)
    assert all(re.match(r"\d\d \S", category) for category in variable(page, "categories"))


def test_report_needs_no_network_and_names_no_folder_of_the_machine(ran, page):
    assert NETWORK.search(page) is None
    assert not ran.named_in(page)


def test_record_holds_no_spell_and_no_person(ran, record):
    spells = pl.read_parquet(ran.folder / "results/restricted/extracts/sykefravar_tilfelle.parquet")
    persons = set(map(str, spells["person_id"].unique()))
    for path in record.iterdir():
        assert not persons & set(re.findall(r"(?<![\w.])\d{9}(?![\w.])", path.read_text())), path.name


def test_record_describes_what_ran(ran, record):
    assert {"config.yaml", "software.json", "run.lock", "jobs.tsv", "README.txt"} <= {p.name for p in record.iterdir()}
    jobs = pl.read_csv(record / "jobs.tsv", separator="\t")
    assert jobs.height == len(list((ran.folder / "results/benchmarks").rglob("*.tsv")))
    assert "scale: 0.01" in (record / "config.yaml").read_text()
    software = json.loads((record / "software.json").read_text())
    assert software["packages"]["polars"] == pl.__version__
