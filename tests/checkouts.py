"""A copy of what a run needs of this checkout, for the tests that make whole runs."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = (
    "Snakefile",
    "config.yaml",
    "CITATION.cff",
    "pyproject.toml",
    "workflow",
    "scripts",
    "dialogmote",
    "resources",
    "envs",
    "profiles",
)


def copy_parts(folder: Path) -> None:
    """Copy what a run needs into a folder, which is made if need be; a part that is there already is an error."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / part)
