"""Everything that is released, judged together: which files may be there, and what the exhibits show side by side."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl

from dialogmote.contracts import contract_of
from dialogmote.disclose.clearances import CLEARANCES, RECOMPUTED
from dialogmote.disclose.gate import ID_COLUMNS, LONG_NUMBER, DisclosureError, broken_rules, find_problems
from dialogmote.disclose.merging import REST
from dialogmote.disclose.profiles import Profile
from dialogmote.disclose.roles import Nesting
from dialogmote.disclose.turning import turn_over

EXHIBIT = r"(?P<exhibit>[a-z][a-z0-9_]*)"
LANGUAGE = r"(nb|en)"
KNOWN_FILES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"exhibits/{EXHIBIT}\.(parquet|csv)",
        rf"figures/{EXHIBIT}\.{LANGUAGE}\.(svg|png|pdf)",
        rf"tables/{EXHIBIT}\.{LANGUAGE}\.(html|csv|typ)",
        rf"report\.{LANGUAGE}\.(html|pdf)",
        r"published_vs_reproduced\.csv",
        r"release_manifest\.json",
        rf"request_sheet\.{LANGUAGE}\.html",
    )
)
KNOWN_FOLDERS = frozenset(["exhibits", "figures", "tables"])
MANIFEST = "release_manifest.json"
COMPARISON = "published_vs_reproduced.csv"
# What the comparison needs beside the exhibits has a clearance, and is never released as a file.
RELEASED = frozenset([*CLEARANCES, *RECOMPUTED]) - {"claim_values", "moment_spreads"}
# Counts of the same spells in two exhibits: rounded alike they are equal, and a small difference would be somebody.
SAME_SPELLS: tuple[tuple[str, Nesting], ...] = (
    ("figure_v2", Nesting("n", (), "figure_3", "n", (), on=("month",))),
    ("figure_7", Nesting("n", (("group", "national"),), "figure_3", "n", (), on=("month",))),
    ("excluded_groups", Nesting("n", (("reason", "kept"),), "attrition", "spells_left", (("step", "overlapping"),))),
    *(
        ("excluded_groups", Nesting("n", (("reason", step),), "attrition", "spells_removed", (("step", step),)))
        for step in ("protected_address", "pregnant", "over_66", "overlapping")
    ),
    *(
        (
            "answers_cross",
            Nesting("n", (("employee_answer", a), ("employer_answer", a)), "table_1", "n", (("answer", group),)),
        )
        for a, group in (("none", "no_answer"), ("yes", "both_yes"))
    ),
)
# Tables whose cells stand in the comparison under the same name.
COMPARED_TABLES = {"table_1": ("answer",), "table_4": ("outcome", "control_group", "group_trends")}


def find_unknown_folders(folders: Collection[str]) -> Iterator[str]:
    """Folders that no rule makes, empty ones too: a name can carry something."""
    yield from (f"{name}: no folder of this name is released" for name in sorted(set(folders) - KNOWN_FOLDERS))


def find_unknown_files(files: Mapping[str, str]) -> Iterator[str]:
    """Files that no rule makes; `files` are paths below the folder, with their checksums."""
    for name in sorted(files):
        match = next((found for known in KNOWN_FILES if (found := known.fullmatch(name))), None)
        exhibit = match.groupdict().get("exhibit") if match else None
        if match is None or (exhibit is not None and exhibit not in RELEASED):
            yield f"{name}: no file of this name is released"


def check_links(links: Collection[str]) -> None:
    """Raise `DisclosureError` when anything in the folder only points elsewhere; `links` are paths below it."""
    if links:
        raise DisclosureError(
            "among the released files are links:\n" + "\n".join(f"  {name}" for name in sorted(links))
        )


def check_seals(files: Mapping[str, str], seals: Mapping[str, str]) -> None:
    """Raise `DisclosureError` when a drawn file is not the one its job wrote.

    `files` are checksums of what lies there, `seals` those the jobs left on the restricted side, by folder and name.
    """
    unlike = sorted(name for name, checksum in files.items() if seals.get(name) != checksum)
    if unlike:
        raise DisclosureError(
            "among the released files are some that no job wrote as they are:\n" + "\n".join(f"  {n}" for n in unlike)
        )


def find_unlisted_files(files: Mapping[str, str], manifest: Mapping[str, Any]) -> Iterator[str]:
    """Files the manifest does not list, lists with another checksum, or lists though they are gone."""
    listed = {entry["file"]: entry["sha256"] for entry in manifest["files"]}
    for name, checksum in sorted(files.items()):
        if name == MANIFEST or name.startswith("request_sheet."):
            continue
        if name not in listed:
            yield f"{name}: not in the manifest"
        elif listed[name] != checksum:
            yield f"{name}: changed after the manifest was written"
    yield from (f"{name}: in the manifest, and gone" for name in sorted(set(listed) - set(files)))


def find_exposed(frames: Mapping[str, pl.DataFrame], profile: Profile) -> Iterator[str]:
    """Every way in which released exhibits, alone and beside each other, break the profile. `frames` are by exhibit."""
    for exhibit, frame in sorted(frames.items()):
        problems = _find_recomputed(exhibit, frame) if exhibit in RECOMPUTED else find_problems(exhibit, frame, profile)
        yield from (f"{exhibit}: {problem}" for problem in problems)
        if not problems:
            yield from (f"{exhibit}: rule {rule!r} of its contract is broken" for rule in broken_rules(exhibit, frame))
    if not profile.is_open:
        yield from _find_differences(frames, profile)
        yield from _find_unlike_merged(frames)
        yield from _find_unlike_compared(frames)


def _find_recomputed(exhibit: str, frame: pl.DataFrame) -> list[str]:
    """What a frame computed from released exhibits must not hold: identities, columns or labels of its own."""
    expected = contract_of(exhibit).columns()
    found = [f"column {name!r} identifies rows" for name in sorted(ID_COLUMNS & set(frame.columns))]
    found += [f"column {name!r} is not as declared" for name in sorted(set(frame.columns) ^ set(expected))]
    for name in frame.columns:
        if frame.schema[name] == pl.String and frame[name].str.contains(LONG_NUMBER.pattern).any():
            found.append(f"column {name!r}: a label that could be somebody's date or number")
    return found


def _find_differences(frames: Mapping[str, pl.DataFrame], profile: Profile) -> Iterator[str]:
    declared = [(exhibit, nesting) for exhibit, clearance in CLEARANCES.items() for nesting in clearance.nestings]
    for exhibit, nesting in (*declared, *SAME_SPELLS):
        outer = nesting.within or exhibit
        if exhibit in frames and outer in frames:
            cells = _count_near(frames[exhibit], frames[outer], exhibit, nesting, profile)
            if cells:
                column = nesting.column
                yield f"{exhibit}: column {column!r} gives small counts by subtraction from {outer} ({cells} cells)"


def _count_near(inner: pl.DataFrame, outer: pl.DataFrame, exhibit: str, nesting: Nesting, profile: Profile) -> int:
    """Rows whose count and the one around it are too near each other. Shares are left to the treatment."""
    clearance = CLEARANCES[exhibit]
    if clearance.is_turned:
        inner, outer = turn_over(inner, clearance.line), turn_over(outer, clearance.line)
    if nesting.column not in inner.columns or (inner.schema[nesting.column] == pl.Float64 and not clearance.is_turned):
        return 0
    around = {
        tuple(row[name] for name in nesting.on): row[nesting.within_column]
        for row in outer.rows(named=True)
        if all(row[name] == value for name, value in nesting.within_where)
    }
    near = 0
    for row in inner.rows(named=True):
        if all(row[name] == value for name, value in nesting.where) and row[nesting.column] is not None:
            larger = around.get(tuple(row[name] for name in nesting.on))
            near += larger is not None and 0 < abs(larger - row[nesting.column]) < profile.threshold
    return near


def _find_unlike_merged(frames: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Merged cells that do not hold the offices which the other exhibit hides: each of them once, in its county's cell.

    A cell of others, or a hidden office in no cell, would let the rest be subtracted.
    """
    for exhibit, merges in ((name, clearance.merges) for name, clearance in CLEARANCES.items()):
        if merges is None or exhibit not in frames or merges.of not in frames:
            continue
        hidden = Counter(frames[merges.of].filter(pl.col(merges.count).is_null())[merges.by].to_list())
        merged = dict(frames[exhibit].select(merges.by, merges.offices).iter_rows())
        named = {name: n for name, n in merged.items() if name != REST}
        is_whole = not merged or sum(merged.values()) == hidden.total()
        if not is_whole or any(hidden[name] != n for name, n in named.items()):
            yield f"{exhibit}: cells that are not of the offices which {merges.of} hides"


def _find_unlike_compared(frames: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Reproduced numbers of the comparison that are not the released ones."""
    if "published_vs_reproduced" not in frames:
        return
    compared = frames["published_vs_reproduced"]
    for exhibit, keys in COMPARED_TABLES.items():
        if exhibit not in frames:
            continue
        cells = _named_cells(frames[exhibit], keys)
        rows = compared.filter(pl.col("exhibit") == exhibit).rows(named=True)
        unlike = sum(
            (row["row_key"], row["column"]) in cells and row["reproduced"] != cells[row["row_key"], row["column"]]
            for row in rows
        )
        if unlike:
            yield f"published_vs_reproduced: numbers that {exhibit} does not release ({unlike} cells)"


def _named_cells(frame: pl.DataFrame, keys: tuple[str, ...]) -> dict[tuple[str, str], float | None]:
    return {
        ("/".join(str(row[key]).lower() for key in keys), column): row[column]
        for row in frame.rows(named=True)
        for column in frame.columns
        if column not in keys
    }


def check_folder(
    files: Mapping[str, str],
    frames: Mapping[str, pl.DataFrame],
    texts: Mapping[str, str],
    manifest: Mapping[str, Any],
    profile: Profile,
    seal: Mapping[str, str],
    folders: Collection[str] = (),
) -> None:
    """Raise `DisclosureError` that lists every way in which the released files break the profile.

    `files` are paths below the folder with their checksums, `frames` the Parquet files and `texts` the CSV files of the
    exhibits, by exhibit. `seal` is what the restricted side remembers of manifest and request sheets: their checksums.
    `folders` are all folders below it.
    """
    unlike = (
        f"{name}: the CSV and the Parquet file differ"
        for name in sorted(texts)
        if name not in frames or frames[name].write_csv() != texts[name]
    )
    problems = [
        *find_unknown_folders(folders),
        *find_unknown_files(files),
        *find_unlisted_files(files, manifest),
        *find_exposed(
            {name: frame for name, frame in frames.items() if name in CLEARANCES or name in RECOMPUTED}, profile
        ),
        *unlike,
        *(f"{name}: not as it was sealed" for name, checksum in sorted(seal.items()) if files.get(name) != checksum),
    ]
    if files.get(COMPARISON) != files.get(f"exhibits/{COMPARISON}"):
        problems.append(f"{COMPARISON}: not the released exhibit of that name")
    if profile.name != manifest["profile"]["name"]:
        problems.append("the manifest is of another profile")
    if problems:
        raise DisclosureError("what is released breaks the profile:\n" + "\n".join(f"  {line}" for line in problems))
