"""The chain from an artifact upwards: which job made it, from which files, back to the raw extracts and resources."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from dialogmote.record.provenance.runs import REGISTER, REPOSITORY, Record

State = Literal["verified", "changed since the run", "no longer there", "made again since", "not in the record"]
SOURCES = (f"{REPOSITORY}/", f"{REGISTER}/")  # nothing made what lies here
# Wildcards of jobs that are keys of exhibits too: where a job reads one file for each value, a row comes of one file.
KEYED = ("control_group",)


@dataclass(frozen=True)
class Link:
    """One file a job read: its digest then, who made it (none for sources), and whether it is still that file.

    `other_rows` says which rows it holds when they are not those that the chain is about; empty otherwise.
    """

    path: str
    sha256: str | None
    maker: str | None
    state: State
    other_rows: str = ""


@dataclass(frozen=True)
class Step:
    """One job of a chain, with what it read; of its outputs the one that led here comes first."""

    name: str
    rule: str
    script: str
    code: str
    parameters: Mapping[str, object]
    context: str
    outputs: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Chain:
    """The jobs behind an artifact, the artifact's own first; `gaps` are files whose origin is not known for sure."""

    artifact: Link
    steps: tuple[Step, ...]
    gaps: tuple[Link, ...]

    @property
    def sources(self) -> tuple[Link, ...]:
        """What nothing made: raw extracts and resources."""
        links = {link.path: link for step in self.steps for link in step.links if link.maker is None}
        return tuple(links[path] for path in sorted(links))


def follow_chain(
    record: Record, path: str, now: Mapping[str, str], key: Mapping[str, str] = MappingProxyType({})
) -> Chain:
    """The chain behind one file, or behind its rows of one key (column to value, as addresses write it).

    `now` holds the digests of the files as they are, by the record's names. Jobs stand in the order in which they are
    met going up, level by level; each once. Of files that a job read one by control group, the chain follows the one of
    its key; the others are named, for the job's code had them before it, and are compared with the record.
    """
    makers = {output: name for name, entry in record["jobs"].items() for output in entry["outputs"]}
    artifact = _link(record, makers, path, _recorded(record, makers, path), now)
    steps: dict[str, Step] = {}
    waiting = deque([artifact])
    while waiting:
        link = waiting.popleft()
        if link.maker is None or link.other_rows or link.maker in steps:
            continue
        steps[link.maker] = _step(record, makers, link, now, key)
        waiting.extend(steps[link.maker].links)
    links = [artifact, *(link for step in steps.values() for link in step.links)]
    gaps = {link.path: link for link in links if link.state != "verified"}
    return Chain(artifact, tuple(steps.values()), tuple(gaps.values()))


def _recorded(record: Record, makers: Mapping[str, str], path: str) -> str | None:
    digest: str | None = record["jobs"][makers[path]]["outputs"][path] if path in makers else None
    return digest


def _step(
    record: Record, makers: Mapping[str, str], link: Link, now: Mapping[str, str], key: Mapping[str, str]
) -> Step:
    entry = record["jobs"][link.maker]
    links = [_link(record, makers, path, digest, now) for path, digest in entry["inputs"].items()]
    return Step(
        name=str(link.maker),
        rule=entry["rule"],
        script=entry["script"],
        code=entry["code"],
        parameters=entry["parameters"],
        context=entry["context"],
        outputs=(link.path, *(path for path in entry["outputs"] if path != link.path)),
        links=_mark_other_rows(record, links, key),
    )


def _mark_other_rows(record: Record, links: list[Link], key: Mapping[str, str]) -> tuple[Link, ...]:
    """The files a job read; those whose rule made the file of the key's value too are marked with their own value."""
    source: Record = {"rule": "", "wildcards": {}}
    made: list[Record] = [record["jobs"][link.maker] if link.maker else source for link in links]
    marked = []
    for link, job in zip(links, made, strict=True):
        others = [
            f"{name} {job['wildcards'][name]}"
            for name in KEYED
            if name in key and job["wildcards"].get(name, key[name]) != key[name]
            if any(one["rule"] == job["rule"] and one["wildcards"].get(name) == key[name] for one in made)
        ]
        marked.append(replace(link, other_rows=", ".join(others)))
    return tuple(marked)


def _link(record: Record, makers: Mapping[str, str], path: str, digest: str | None, now: Mapping[str, str]) -> Link:
    maker = makers.get(path)
    return Link(path, digest, maker, _state(path, digest, _recorded(record, makers, path), maker, now.get(path)))


def _state(path: str, digest: str | None, made: str | None, maker: str | None, now: str | None) -> State:
    """What a file is now to the job that read it."""
    if digest is None or (maker is None and not path.startswith(SOURCES)):
        return "not in the record"
    if made is not None and made != digest:
        return "made again since"
    if now is None:
        return "no longer there"
    return "verified" if now == digest else "changed since the run"
