"""Write what make's variables change in config.yaml to a small file, and print its path.

Nested values given to Snakemake's `--config` arrive as strings; a file laid over the configuration keeps their types.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import yaml

FOLDER = Path(".snakemake", "overlays")


def overlay(variables: dict[str, str]) -> dict[str, object]:
    """The part of the configuration that REGISTER, RESULTS, SCALE, LANGUAGES and OUT stand for.

    Empty ones change nothing; LANGUAGES are divided by blanks or commas.
    """
    changed: dict[str, dict[str, object]] = {}
    if variables.get("OUT"):
        changed["pathvars"] = {"register": variables["OUT"], "results": ".snakemake/register"}
    if variables.get("RESULTS"):
        changed.setdefault("pathvars", {})["results"] = variables["RESULTS"]
    if variables.get("REGISTER"):
        changed["register"] = {"source": "extracts", "path": variables["REGISTER"]}
    if variables.get("SCALE"):
        changed.setdefault("register", {})["scale"] = _number(variables["SCALE"])
    if languages := variables.get("LANGUAGES", "").replace(",", " ").split():
        return changed | {"languages": languages}
    return dict(changed)


def _number(text: str) -> float | str:
    """A number where it is one; otherwise the text itself, for the schema to refuse by name."""
    try:
        return float(text)
    except ValueError:
        return text


def check_readable(config: Path) -> None:
    """Raise `InputError` with file, line and key when a configuration is no YAML: Snakemake would name none of them."""
    if not config.is_file():
        return
    try:
        yaml.load(config.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError) as error:  # a date that is none is a ValueError
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from dialogmote.errors import InputError
        from dialogmote.settings import check_spelling

        check_spelling(config.read_text(encoding="utf-8", errors="replace"), config.name)
        raise InputError(f"{config.name}: not valid YAML in UTF-8") from error


def main() -> str:
    """Write the file, whole or not at all; returns its path."""
    content = json.dumps(overlay(dict(os.environ)), indent=2, ensure_ascii=False) + "\n"
    path = FOLDER / f"{hashlib.sha256(content.encode()).hexdigest()[:12]}.yaml"
    FOLDER.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(content, encoding="utf-8")
    temporary.replace(path)
    return str(path)


if __name__ == "__main__":
    try:
        check_readable(Path("config.yaml"))
        sys.stdout.write(f"{main()}\n")
    except ValueError as error:  # an InputError is one
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            f"{FOLDER}: {os.strerror(error.errno or 0)}. A run keeps its memory there: make room, or make it writable."
        )
