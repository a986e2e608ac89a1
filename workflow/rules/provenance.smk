"""The record of each run, written by the main process when a run ends: how every artifact was made."""

import json
import platform
from importlib import metadata

from dialogmote.record.provenance.crate import describe_crate, write_crate
from dialogmote.record.provenance.hashing import Stamp, hash_file, hash_files
from dialogmote.record.provenance.runs import (
    Job,
    Places,
    describe_context,
    list_files,
    record_run,
    write_record,
)
from dialogmote.writing import write_text

PROVENANCE = RESULTS / "restricted" / "provenance.json"
# Sizes and times of files differ between equal runs: they stay out of the record, beside Snakemake's own memory.
DIGESTS = Path(".snakemake", "digests.json")


def places():
    """Folders by their names in the record; those that may lie in another come first."""
    folders = {"results": RESULTS, "repository": ROOT}
    if not IS_SYNTHETIC or "register" in config["pathvars"]:
        folders = {"register": REGISTER, **folders}
    return Places(
        base=Path.cwd(),
        folders={name: folder.absolute() for name, folder in folders.items()},
    )


def known_digests():
    """The digests of files as they were when last read."""
    if not DIGESTS.exists():
        return {}
    return {
        path: Stamp(*stamp)
        for path, stamp in json.loads(DIGESTS.read_text("utf-8")).items()
    }


def described_jobs(dag):
    """The jobs of this run that made something, as plain data; those that failed or never began are left out."""
    return [
        Job(
            job.rule.name,
            f"scripts/{job.rule.name}.py",
            dict(job.wildcards.items()),
            dict(job.params.items()),
            tuple(map(str, job.input)),
            tuple(map(str, job.output)),
            dag.needrun(job),
        )
        for job in dag.jobs
        if job.rule.script and (not dag.needrun(job) or dag.finished(job))
    ]


def record_provenance():
    """Bring the record up to date with the run that ends now."""
    before = json.loads(PROVENANCE.read_text("utf-8")) if PROVENANCE.exists() else {}
    jobs, folders = described_jobs(workflow.dag), places()
    files = {
        os.path.abspath(path) for job in jobs for path in (*job.inputs, *job.outputs)
    }
    files |= {folders.find(name) for name in list_files(before)}
    stamps = hash_files(files, known_digests())
    write_text(json.dumps(stamps, sort_keys=True), DIGESTS)
    digests = {path: stamp.sha256 for path, stamp in stamps.items()}
    context = describe_context(config, environment())
    record = record_run(before, jobs, digests, folders, context)
    write_text(write_record(record), PROVENANCE)


def write_run_crate():
    """Describe a run that made the report, beside its results, with a copy of the workflow that the crate is about."""
    record = json.loads(PROVENANCE.read_text("utf-8"))
    payload = {
        name.removeprefix("results/"): digest
        for entry in record["jobs"].values()
        for name, digest in entry["outputs"].items()
        if name.startswith("results/") and not name.startswith("results/restricted/")
    }
    if "datapackage.json" not in payload:
        return
    for path in (ROOT / "Snakefile", *sorted(ROOT.glob("workflow/rules/*.smk"))):
        name = Path("workflow", path.relative_to(ROOT))
        write_text(path.read_text("utf-8"), RESULTS / name)
        payload[name.as_posix()] = hash_file(RESULTS / name)
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    published = report_date() or citation["date-released"]
    crate = describe_crate(record, hash_file(PROVENANCE), payload, citation, published)
    write_text(write_crate(crate), RESULTS / "ro-crate-metadata.json")


def environment():
    """What the jobs ran in: the lock by its digest, and the family of Python; nothing that names a machine."""
    family = ".".join(platform.python_version_tuple()[:2])
    return {
        "lock_sha256": hash_file(ROOT / "envs" / "run.lock"),
        "python": family,
        "snakemake": metadata.version("snakemake"),
    }
