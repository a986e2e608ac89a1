"""Where the raw extracts lie, and whose register a results folder belongs to."""

from collections.abc import Sequence
from pathlib import Path

from dialogmote.errors import InputError
from dialogmote.writing import write_text


def find_extracts(folder: str, extracts: Sequence[str]) -> dict[str, list[str]]:
    """The files of each extract in `folder`: `<extract>.parquet`, or the sorted parts of `<extract>/`; none: left out.

    Raises `InputError` when both are there, for then it is not clear which one counts, and when something lies there
    that could be taken for rows and would be passed over: it lists all of these.
    """
    problems = [line for extract in extracts for line in _find_passed_over(Path(folder), extract)]
    if problems:
        raise InputError("The folder of the extracts:\n" + "\n".join(f"  {line}" for line in problems))
    found = {}
    for extract in extracts:
        single, parts = Path(folder, f"{extract}.parquet"), Path(folder, extract)
        in_parts = sorted(parts.glob("*.parquet")) if parts.is_dir() else []
        if single.is_file() and in_parts:
            raise InputError(
                f"{extract}: rule file_and_folder: both {single.name} and the folder {parts.name}/ are there; "
                "keep one of them"
            )
        files = [single] if single.is_file() else in_parts
        if files:
            found[extract] = [str(file) for file in files]
    return found


def _find_passed_over(folder: Path, extract: str) -> list[str]:
    """What stands in an extract's place and is no file of it: each with its rule and what to do."""
    single, parts = folder / f"{extract}.parquet", folder / extract
    if single.is_file():
        return []
    lines = []
    if single.exists() or single.is_symlink():
        lines.append(
            f"{extract}: rule file_is_no_file: {single.name} is a folder or a link that leads nowhere; put the file "
            f"there, or its parts in the folder {extract}/"
        )
    if not parts.is_dir():
        if parts.exists() or parts.is_symlink():
            lines.append(f"{extract}: rule parts_are_no_folder: {extract} is no folder; name the file {single.name}")
        return lines
    strange = [path for path in parts.iterdir() if _looks_like_rows(path) and not _is_part(path)]
    if strange:
        lines.append(
            f"{extract}: rule not_a_part: {len(strange)} of what lies in the folder {extract}/ is no file *.parquet "
            "(in small letters; folders in it are not read); put all parts there under such names"
        )
    elif not any(_is_part(path) for path in parts.iterdir()):
        lines.append(f"{extract}: rule no_parts: the folder {extract}/ has no *.parquet; put the parts there")
    return lines


def _looks_like_rows(path: Path) -> bool:
    """Whether somebody may have meant it to be read: a folder, or Parquet by its name, checksums apart."""
    name = path.name.lower()
    return name[0] not in "._" and (path.is_dir() or ("parq" in name and not name.endswith(".crc")))


def _is_part(path: Path) -> bool:
    return path.is_file() and path.suffix == ".parquet"


def describe_source(source: str, path: str) -> str:
    """One line that names a register: `synthetic`, or `extracts` with the folder they lie in.

    Raises `InputError` when the folder of the extracts is not there.
    """
    if source == "synthetic":
        return "synthetic"
    if not Path(path).is_dir():
        raise InputError(f"register.path: there is no folder {path!r}; REGISTER= names the folder of the raw extracts")
    return f"extracts {Path(path).resolve()}"


def check_owner(record: Path, source: str) -> None:
    """Raise `InputError` when the results folder holds the results of another register than `source`."""
    if not record.exists():
        return
    owner = record.read_text(encoding="utf-8").strip()
    if owner != source:
        raise InputError(
            f"{record.parent.parent} holds the results of another register ({owner}), and this run is on: {source}. "
            "A results folder belongs to one register: name another folder with RESULTS=<folder> "
            "(pathvars.results in config.yaml), or delete this one."
        )


def record_owner(record: Path, source: str) -> None:
    """Write down which register the results folder belongs to."""
    if not record.exists():
        write_text(f"{source}\n", record)


def check_new_register(folder: Path) -> None:
    """Raise `InputError` when a synthetic register would be written over extracts that are not this pipeline's own.

    A synthetic register has its planted truth beside it; Parquet files without `truth.parquet` are somebody's.
    """
    if any(folder.glob("*.parquet")) and not (folder / "truth.parquet").exists():
        raise InputError(
            f"{folder} holds Parquet files that are not a synthetic register; name another folder with OUT="
        )


def check_apart(results: Path, register: Path) -> None:
    """Raise `InputError` when the extracts lie in the results folder, where cleaning up would remove them."""
    if results.resolve() in (register.resolve(), *register.resolve().parents):
        raise InputError(f"the extracts lie in the results folder {results}; name another folder with RESULTS=")


def fingerprint_files(files: Sequence[str]) -> list[str]:
    """Name, size and time of each file: a file that was replaced shows, even by one with an older time."""
    return [f"{file} {Path(file).stat().st_size} {Path(file).stat().st_mtime_ns}" for file in files]


def keep_out_of_git(folder: Path) -> None:
    """Have git ignore a folder of results or extracts, whatever its name."""
    if not (folder / ".gitignore").exists():
        write_text("*\n", folder / ".gitignore")
