"""The archive of a run: nothing restricted goes in, whatever it is called, and it builds again elsewhere."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import polars as pl
import pytest

from dialogmote.record.archive import CHANCE_IDENTIFIERS, list_crate_files

ROOT = Path(__file__).parents[2]
# What the archive has beside what a run needs.
FURTHER = ("Makefile", "pyproject.toml", "README.md", "LICENSE", "CITATION.cff", "docs", "tests")


def python(folder, module, *arguments):
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def copy_further(folder):
    for name in FURTHER:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
            )
        else:
            shutil.copy2(ROOT / name, folder / name)


@pytest.fixture(scope="module")
def recorded(ran, tmp_path_factory):
    """A whole repository without git, with the small run in it and its record."""
    folder = tmp_path_factory.mktemp("recorded") / "checkout"
    shutil.copytree(ran.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    copy_further(folder)
    (folder / "overlay.yaml").rename(folder / ".snakemake" / "small.yaml")
    done = python(folder, "workflow.record", ".snakemake/small.yaml")
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def archive(folder, path):
    return python(folder, "workflow.archive", ".snakemake/small.yaml", path)


@pytest.fixture(scope="module")
def unpacked(recorded, tmp_path_factory):
    """The archive, unpacked into a folder with no git and no results."""
    place = tmp_path_factory.mktemp("unpacked")
    done = archive(recorded, place / "deposit.tar.gz")
    assert done.returncode == 0, done.stderr[-3000:]
    with tarfile.open(place / "deposit.tar.gz") as packed:
        packed.extractall(place, filter="data")
    [folder] = [path for path in place.iterdir() if path.is_dir()]
    return folder


def files_of(folder):
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def test_archive_holds_no_bytes_of_a_restricted_file_but_those_that_were_released(recorded, unpacked):
    released = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files_of(recorded / "results/released")}
    restricted = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files_of(recorded / "results/restricted")}
    archived = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files_of(unpacked)}
    assert len(restricted) > 40
    assert not archived & (restricted - released)
    assert not [path for path in files_of(unpacked) if "restricted" in path.relative_to(unpacked).parts]


def test_archive_holds_no_spell_and_no_person(recorded, unpacked):
    """A round number of the code may be some spell's; more of them, a person, or one in the results is a leak."""
    register = pl.read_parquet(recorded / "results/restricted/extracts/sykefravar_tilfelle.parquet")
    spells, persons = (set(map(str, register[name].unique())) for name in ("spell_id", "person_id"))
    for path in files_of(unpacked):
        if path.suffix == ".parquet":
            assert not {"spell_id", "person_id"} & set(pl.read_parquet_schema(path))
            continue
        text = path.read_bytes().decode("utf-8", errors="ignore")
        numbers = set(re.findall(r"(?<![\w.])\d{7,9}(?![\w.])", text))
        is_result = path.relative_to(unpacked).parts[0] == "run"
        assert not persons & numbers, path.name
        assert len(spells & numbers) <= (0 if is_result else CHANCE_IDENTIFIERS), path.name


def test_archive_holds_what_was_released_and_the_stable_part_of_the_record(recorded, unpacked):
    released = recorded / "results" / "released"
    for path in files_of(released):
        assert (unpacked / "run/released" / path.relative_to(released)).read_bytes() == path.read_bytes()
    recorded_names = {path.name for path in (unpacked / "run/record").iterdir()}
    assert {"config.yaml", "software.json", "run.lock"} <= recorded_names
    assert not {"snakemake_report.html", "jobs.tsv"} & recorded_names
    assert (unpacked / "00_README.txt").read_text().startswith("dialogmote")


def test_every_file_that_the_crate_declares_lies_beside_it(unpacked):
    crate = json.loads((unpacked / "run/ro-crate-metadata.json").read_text())
    declared = list_crate_files(crate)
    assert "workflow/workflow/rules/common.smk" in declared and len(declared) > 100
    for name, digest in declared.items():
        assert hashlib.sha256((unpacked / "run" / name).read_bytes()).hexdigest() == digest, name


def test_second_archive_has_the_same_bytes(recorded, unpacked, tmp_path):
    for path in files_of(recorded / "docs"):
        path.touch()
    assert archive(recorded, tmp_path / "again.tar.gz").returncode == 0
    assert (tmp_path / "again.tar.gz").read_bytes() == (unpacked.parent / "deposit.tar.gz").read_bytes()


def test_checksums_hold(unpacked):
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=unpacked, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    assert len((unpacked / "SHA256SUMS").read_text().splitlines()) == len(files_of(unpacked)) - 1


def test_unpacked_archive_builds_the_released_numbers_again(recorded, unpacked, tmp_path):
    folder = tmp_path / "elsewhere"
    shutil.copytree(unpacked, folder)
    overlay = recorded / ".snakemake" / "small.yaml"
    command = ["--cores", "2", "--configfile", str(overlay), "--"]
    made = python(folder, "snakemake", *command, "attrition")
    assert made.returncode == 0, made.stderr[-3000:]
    for name in ("exhibits/attrition.parquet", "tables/attrition.en.html", "figures/attrition.en.svg"):
        assert (folder / "results/released" / name).read_bytes() == (folder / "run/released" / name).read_bytes(), name
    planned = python(folder, "snakemake", "--dry-run", *command, "report")
    assert planned.returncode == 0 and "render_page" in planned.stdout + planned.stderr
    wanted = subprocess.run(["make", "-n", "report"], cwd=folder, capture_output=True, text=True, check=False)
    assert wanted.returncode == 0 and "report" in wanted.stdout
    compared = python(folder, "workflow.compare", "run", recorded / "results")
    assert compared.returncode == 0 and "Nothing came, went or changed" in compared.stdout


def restricted_exhibit(folder):
    return (folder / "results/restricted/exhibits/table_2.parquet").read_bytes()


def rows_as_text(folder):
    cohort = pl.read_parquet(folder / "results/restricted/cohort.parquet").head(5)
    return cohort.select(a="spell_id", b="person_id", c="duration").write_csv().encode()


@pytest.mark.parametrize(
    ("place", "content", "message"),
    [
        ("results/released/exhibits/weeks.parquet", restricted_exhibit, "released/exhibits/weeks.parquet: not in the"),
        ("docs/appendix.md", restricted_exhibit, "docs/appendix.md: has the bytes of a restricted file"),
        ("resources/published/table_9.csv", rows_as_text, "table_9.csv: holds identifiers of spells or persons"),
        ("resources/rows.parquet", restricted_exhibit, "resources/rows.parquet"),
    ],
)
def test_planted_file_is_refused_and_no_archive_is_left(recorded, tmp_path, place, content, message):
    planted = recorded / place
    planted.write_bytes(content(recorded))
    try:
        done = archive(recorded, tmp_path / "deposit.tar.gz")
    finally:
        planted.unlink()
    assert done.returncode == 1
    assert message in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "deposit.tar.gz").exists()
