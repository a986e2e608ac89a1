"""The same numbers on another Python that the lock serves; `make other-python OTHER=python3.13` installs one."""

import os
from pathlib import Path

import pytest
from checkouts import ROOT
from test_runs import digests

# Drawn with other compression by another zlib; the drawings beside them say whether a number moved.
PACKED = (".png", ".pdf")
FALLBACK = ROOT / ".venv-other" / "bin" / "python"


@pytest.fixture(scope="module")
def other_python():
    """The Python of the environment that OTHER_PYTHON names, or that `make other-python` made."""
    python = Path(os.environ.get("OTHER_PYTHON", FALLBACK))
    if not python.exists():
        pytest.skip("no second Python with the locked packages: make other-python OTHER=<a Python of 3.11 to 3.13>")
    return str(python)


def test_another_python_gives_the_same_released_numbers_and_words(ran, fresh, other_python):
    fresh.run("report", python=other_python)
    first, second = (digests(checkout.folder / "results") for checkout in (ran, fresh))
    assert first.keys() == second.keys()
    moved = [name for name in first if name.startswith("released/") and first[name] != second[name]]
    assert [name for name in moved if not name.endswith(PACKED) and "manifest" not in name] == []
