"""How an exhibit was computed, in plain steps, and where a reader finds it in the run; its data as a file.

The steps are texts under `<exhibit>.computed`. What many exhibits share (the cohort, the season step, the gate) stands
once under `computed.step`, and a step names it as a placeholder.
"""

import polars as pl

from dialogmote.disclose.profiles import profile_named
from dialogmote.present.blocks import Computation, DataFile, Material, TechnicalLine
from dialogmote.present.texts import Catalogue, TextError, placeholders
from dialogmote.record.provenance.addresses import ANY, addresses, key_columns
from dialogmote.record.provenance.counts import count_rows

SHARED_STEPS = "computed.step"
GATE_STEPS = "gate_"  # shared steps that tell what the gate did
# Which number stands as the example of an address: what the exhibit is about, where it has one of these.
TRACED_FIRST = (
    "estimate",
    "trend_difference_per_year",
    "reproduced",
    "simulated",
    "hazard_pct",
    "largest_difference_in_se",
)


def describe_computation(
    exhibit: str, name: str, material: Material, catalogue: Catalogue, source: str = ""
) -> Computation | None:
    """The computation of an exhibit; none when the catalogue tells nothing of it.

    `name` is what the page calls it. `source` is the exhibit that holds its data, where it has none of its own.
    """
    prefix = f"{exhibit}.computed"
    if not catalogue.has(f"{prefix}.1"):
        return None
    shared = _shared_steps(material.profile, catalogue)
    steps = tuple(_fill_step(pattern, prefix, shared) for pattern in catalogue.texts_under(prefix))
    title = catalogue.text("computed.title", name=name)
    return Computation(title, steps, _technical_lines(source or exhibit, exhibit, material, catalogue))


def _shared_steps(profile: str, catalogue: Catalogue) -> dict[str, str]:
    """The shared steps by name; under a profile that lets everything pass, those of the gate say so instead."""
    texts = {
        key.rpartition(".")[2]: text.strip() for key, text in catalogue.flat.items() if key.startswith(SHARED_STEPS)
    }
    if not profile or not profile_named(profile).is_open:
        return texts
    is_open = catalogue.text("computed.gate_open")
    return {name: is_open if name.startswith(GATE_STEPS) else text for name, text in texts.items()}


def _fill_step(pattern: str, prefix: str, shared: dict[str, str]) -> str:
    if unknown := placeholders(pattern) - set(shared):
        raise TextError(f"{prefix} names steps that are not shared: {', '.join(sorted(unknown))}")
    return pattern.format(**shared)


def _technical_lines(exhibit: str, table: str, material: Material, catalogue: Catalogue) -> tuple[TechnicalLine, ...]:
    """Where the released data lie, what made them, how to trace one number, and what the gate held them to.

    `exhibit` holds the data, `table` is what shows them.
    """
    codes = {"data": f"exhibits/{exhibit}.parquet"}
    if exhibit in material.rules:
        rule = material.rules[exhibit]
        codes |= {"rule": rule, "script": f"scripts/{rule}.py"}
    address = _example_of(table, exhibit, material.frames[exhibit]) if exhibit in material.frames else ""
    if address:
        codes["trace"] = f"make trace NUMBER='{address}'" if ANY in address else f"make trace NUMBER={address}"
    if material.profile:
        profile = profile_named(material.profile)
        codes["profile"] = catalogue.text(
            "computed.profile", name=profile.name, threshold=profile.threshold, rounding=profile.rounding
        )
    return tuple(TechnicalLine(catalogue.text(f"computed.line.{kind}"), code) for kind, code in codes.items())


def _example_of(table: str, exhibit: str, frame: pl.DataFrame) -> str:
    """An address of a number that a table shows: of the comparison's summary a count, of pairs one of their own."""
    if table == "comparison_summary":
        return count_rows(exhibit, frame, status="agrees").address
    if exhibit == "published_vs_reproduced" and table == "table_4_pairs":
        return example_address(exhibit, frame.filter(exhibit="table_4"))
    return example_address(exhibit, frame)


def example_address(exhibit: str, frame: pl.DataFrame) -> str:
    """The address of the first number that is not missing: exhibit, keys and column, joined by `/`; or nothing."""
    keys = key_columns(exhibit)
    numbers = [name for name, dtype in frame.schema.items() if dtype.is_numeric() and name not in keys]
    for column in sorted(numbers, key=lambda name: name not in TRACED_FIRST):
        rows = frame.filter(pl.col(column).is_not_null())
        if rows.height:
            [address] = addresses(exhibit, rows.row(0, named=True), column)
            return address
    return ""


def data_file(exhibit: str, material: Material, catalogue: Catalogue) -> DataFile | None:
    """The exhibit's released data as CSV; none where the material has no such file."""
    if exhibit not in material.files:
        return None
    name = f"{exhibit}.csv"
    return DataFile(name, material.files[exhibit], catalogue.text("computed.download", name=name))
