"""No identifier and no row stands outside `restricted`; the scan finds one that does."""

import gzip
import os
import zipfile

import polars as pl
import pytest
from cases import CANARIES, CANARY_TEXT, link_register, put, read, set_rows
from leaks import collect_secrets, scan
from pipeline import make_register
from whole_runs import SOURCES, copy_checkout

from dialogmote.jobs import job_logging

LEFT_OUT = ("restricted", *SOURCES)
IS_WHOLE = os.environ.get("MUTATIONS") == "all"


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leaks") / "register"
    folder.mkdir()
    make_register(folder, seed=2)
    return folder


@pytest.fixture(scope="module")
def secrets(register):
    return collect_secrets(register, CANARIES)


@pytest.fixture
def key(register):
    return int(read(register, "person")["fk_person1"][5])


def test_scan_finds_a_key_in_a_log_and_a_canary_in_any_packing(tmp_path, secrets, key):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "fit.log").write_text(f"no match for person {key}\n")
    pl.DataFrame({"n": [12, key]}).write_parquet(tmp_path / "counts.parquet")
    with gzip.open(tmp_path / "table.json.gz", "wt") as packed:
        packed.write(f'{{"name": "{CANARY_TEXT}"}}')
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.writestr("inner.csv", f"id\n{key}\n")
    (tmp_path / "restricted").mkdir()
    (tmp_path / "restricted" / "rows.csv").write_text(str(key))
    assert scan(tmp_path, secrets) == [
        "all.zip: key",
        "counts.parquet: key",
        "logs/fit.log: key",
        f"table.json.gz: {CANARY_TEXT}",
    ]


def test_scan_takes_no_part_of_another_number_for_a_key(tmp_path, secrets, key):
    (tmp_path / "digest.txt").write_text(f"sha256 ab{key}ff 1{key} 0.{key} {key}.5\n")
    assert scan(tmp_path, secrets) == []


@pytest.mark.parametrize(
    "crash",
    [
        lambda rows: rows["fk_person1"].cast(pl.String).str.replace("^", CANARY_TEXT).cast(pl.Int64),
        lambda rows: rows.with_columns(pl.col("fk_person1").cast(pl.Int8)),
        lambda rows: {}[str(rows["fk_person1"][5])],
        lambda rows: int(f"{CANARY_TEXT}{rows['fk_person1'][5]}"),
        lambda rows: rows.pivot("fodeland", index="fk_person1", values="sivilstand").select(CANARY_TEXT),
    ],
    ids=["polars cast", "polars overflow", "key error", "number", "column"],
)
def test_job_that_crashes_inside_a_library_quotes_no_row(tmp_path, register, secrets, crash, monkeypatch, capfd):
    monkeypatch.delenv("DIALOGMOTE_FULL_ERRORS", raising=False)
    log = tmp_path / "logs" / "job.log"
    log.parent.mkdir()
    with pytest.raises(SystemExit), job_logging(str(log)):
        crash(read(register, "person"))
    assert "message withheld" in log.read_text(encoding="utf-8"), "it did crash"
    assert scan(tmp_path, secrets) == []
    assert "".join(capfd.readouterr()) == ""


def spoil_everywhere(register, folder):
    """Extracts with planted values in five of them."""
    link_register(register, folder)
    for extract, column, value in (
        ("person", "sivilstand", CANARY_TEXT),
        ("sykefravar_tilfelle", "fk_person1", 987654321987),
        ("motebehov", "innmelder_type", CANARY_TEXT),
        ("dialogmote_hendelse", "unntakarsak", CANARY_TEXT),
        ("aap", "fra_dato", pl.date(2087, 6, 5)),
    ):
        put(folder, extract, set_rows(read(folder, extract), column, [3, 5], value))


def on(folder):
    """What is laid over the configuration for the extracts in a folder."""
    return {"register": {"source": "extracts", "path": str(folder)}, "bootstrap": {"draws": 200}, "languages": ["en"]}


def test_refused_register_leaves_nothing_of_its_rows_outside_restricted(tmp_path, register, secrets):
    spoil_everywhere(register, tmp_path / "register")
    checkout = copy_checkout(tmp_path / "checkout")
    code, words = checkout.run("table_3", **on(tmp_path / "register"))
    (checkout.folder / "terminal.txt").write_text(words)
    assert code == 1
    assert "The extracts break their contract" in words and "person.sivilstand: rule unknown_code" in words
    assert "Traceback" not in words
    assert scan(checkout.folder, secrets, LEFT_OUT) == []


CRASH = '    pl.read_parquet(cohort)["person_id"].cast(pl.String).str.replace("^", "KANARIFUGL").cast(pl.Int64)\n'


@pytest.mark.skipif(not IS_WHOLE, reason="a run of minutes; make mutate")
def test_run_that_crashes_in_a_library_leaves_nothing_of_its_rows_outside_restricted(tmp_path, register, secrets):
    checkout = copy_checkout(tmp_path / "checkout")
    script = checkout.folder / "scripts" / "estimate_table_3.py"
    text = script.read_text(encoding="utf-8")
    line = "    before = read_periods(periods)[0]\n"
    assert line in text
    script.write_text(text.replace(line, CRASH + line), encoding="utf-8")
    code, words = checkout.run("table_3", **on(register))
    (checkout.folder / "terminal.txt").write_text(words)
    assert code == 1 and "message withheld" in words
    # The script that was made to crash has the canary in it, and tracebacks quote its lines.
    keys_alone = type(secrets)(secrets.keys, ())
    assert scan(checkout.folder, keys_alone, LEFT_OUT) == []


@pytest.mark.skipif(not IS_WHOLE, reason="a run of minutes; make mutate")
def test_run_with_harmless_mutations_has_the_same_tables_and_leaves_no_row(tmp_path, register, secrets):
    folder = tmp_path / "register"
    link_register(register, folder)
    events = read(folder, "dialogmote_hendelse")
    rows = events["hendelse"].is_in(["UNNTAK"]).arg_true().to_list()[:3]
    strange = events[:2].with_columns(pl.lit(987654321987, pl.Int64).alias("fk_person1"))
    put(folder, "dialogmote_hendelse", pl.concat([set_rows(events, "unntakarsak", rows, CANARY_TEXT), strange])[::-1])
    tables = []
    for name, source in (("plain", register), ("mutated", folder)):
        checkout = copy_checkout(tmp_path / name)
        code, words = checkout.run("table_3", "table_4", **on(source))
        (checkout.folder / "terminal.txt").write_text(words)
        assert code == 0, words[-2000:]
        assert scan(checkout.folder, secrets, LEFT_OUT) == []
        released = checkout.folder / "results" / "released" / "exhibits"
        tables.append({file.name: file.read_bytes() for file in sorted(released.glob("table_*"))})
    assert tables[0] == tables[1] and len(tables[0]) == 4
