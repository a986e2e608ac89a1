"""A chain in words, for a terminal: plain lines, no colours, nothing wider than it must be."""

import json
from collections.abc import Iterable, Mapping

from dialogmote.record.provenance.chain import Chain, Link, Step
from dialogmote.record.provenance.printed import Printed
from dialogmote.record.provenance.runs import Record, digest_values

SHOWN_DIGITS = 12  # of a digest; the record has all 64
WIDEST_VALUE = 100  # characters of a parameter


def head_lines(title: str, lines: Iterable[str]) -> list[str]:
    """A heading and what stands under it; nothing when there is nothing."""
    body = [f"  {line}" for line in lines]
    return [title.upper(), *body, ""] if body else []


def printed_lines(cells: Iterable[Printed]) -> list[str]:
    """Where a number is printed: language, the cell's text, table and row."""
    return [f"{cell.language}  {' '.join(cell.text.split(chr(10)))}    {name_place(cell)}" for cell in cells]


def name_place(cell: Printed) -> str:
    """The table a cell stands in, and the heading of its row where it has one."""
    data = cell.table.startswith("data-")
    table = f"data of {cell.table.removeprefix('data-')}" if data else cell.table
    return f"{table}, row “{cell.row}”" if cell.row else table


def step_lines(chain: Chain) -> list[str]:
    """Every job of a chain, from the number upwards."""
    places = {step.name: place for place, step in enumerate(chain.steps, start=1)}
    return [line for step in chain.steps for line in _describe_step(step, places)]


def _describe_step(step: Step, places: Mapping[str, int]) -> list[str]:
    others = [link for link in step.links if link.other_rows]
    given = [f"    {name} = {_shorten(value)}" for name, value in step.parameters.items()]
    return [
        f"{places[step.name]:>2}. {step.name}  makes {step.outputs[0]}{_others(step)}",
        f"    {step.script.removeprefix('repository/')}, code {short(step.code)}",
        *given,
        *(f"    reads {describe_link(link)}{_made_by(link, places)}" for link in step.links if not link.other_rows),
        *(f"    also reads {describe_link(link)}  (not this number's rows, but {link.other_rows})" for link in others),
    ]


def _others(step: Step) -> str:
    others = len(step.outputs) - 1
    return f" and {others} more" if others else ""


def _made_by(link: Link, places: Mapping[str, int]) -> str:
    return f"  (step {places[link.maker]})" if link.maker is not None and link.maker in places else ""


def _shorten(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= WIDEST_VALUE else f"{text[:WIDEST_VALUE]} ..."


def describe_link(link: Link) -> str:
    """A file with the start of its digest and whether it is still the recorded one."""
    return f"{link.path}  {short(link.sha256)}  {link.state}"


def short(digest: str | None) -> str:
    """The start of a digest."""
    return digest[:SHOWN_DIGITS] if digest else "no digest"


def context_lines(record: Record, chain: Chain) -> list[str]:
    """The configurations and environments that the chain's jobs ran under, with the digests of both and of each."""
    used = {step.context: record["contexts"][step.context] for step in chain.steps}
    return [
        f"configuration and environment {short(digest)}: "
        f"configuration {short(digest_values(context['configuration']))}, "
        f"profile {context['configuration']['disclosure']['profile']}, "
        f"register {describe_register(context['configuration']['register'])}, "
        f"lock {short(context['environment']['lock_sha256'])}, Python {context['environment']['python']}, "
        f"Snakemake {context['environment']['snakemake']}"
        for digest, context in sorted(used.items())
    ]


def describe_register(register: Mapping[str, object]) -> str:
    """The register's source; of a synthetic one scale and seed."""
    if register["source"] != "synthetic":
        return str(register["source"])
    return f"synthetic (scale {register['scale']}, seed {register['seed']})"


def closing_line(chain: Chain) -> str:
    """Whether the chain is whole."""
    counts = f"{write_number_of(len(chain.steps), 'job')}, {write_number_of(len(chain.sources), 'source')}"
    if not chain.gaps:
        return f"Whole: {counts}; every file is the recorded one."
    verb = "is" if len(chain.gaps) == 1 else "are"
    return f"Not whole: {counts}; {write_number_of(len(chain.gaps), 'file')} {verb} not what was recorded."


def write_number_of(number: int, noun: str) -> str:
    """A number with its noun, in the plural but for one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
