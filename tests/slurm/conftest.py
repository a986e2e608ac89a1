"""A real Slurm for the tests that need one, started once, and stopped whatever happens; `make slurm-test` runs them."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from cluster import ONE_NODE, TARGETS, Checkout, Slurm, copy_repository

SLURM_TESTS = "slurm: runs jobs on a real Slurm of one node that it starts itself; make slurm-test"


def pytest_configure(config):
    config.addinivalue_line("markers", SLURM_TESTS)


def pytest_collection_modifyitems(config, items):
    """Tests on Slurm take minutes and install packages: they run where they are asked for."""
    if "slurm" in config.option.markexpr:
        return
    for item in items:
        if item.get_closest_marker("slurm"):
            item.add_marker(pytest.mark.skip(reason="on a real Slurm; run by make slurm-test"))


@pytest.fixture(scope="session")
def slurm():
    """A running Slurm; its node claims more CPUs than small machines have, so that jobs run beside each other."""
    possible = subprocess.run([ONE_NODE, "can"], capture_output=True, text=True, check=False)
    if possible.returncode:
        pytest.skip(f"no Slurm here: {possible.stderr.strip()}")
    with tempfile.TemporaryDirectory(prefix="dialogmote-slurm-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # munged wants its socket within everybody's reach, which folders of pytest are not
        try:
            start(folder)
            yield Slurm(folder)
        finally:
            subprocess.run([ONE_NODE, "stop", folder], check=True, timeout=120)


def start(folder):
    """Start Slurm, and install it first where it is missing."""
    done = subprocess.run([ONE_NODE, "start", folder], capture_output=True, text=True, check=False, timeout=300)
    if "could not be installed" in done.stderr:
        pytest.skip("no Slurm here: its packages could not be installed")
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture
def fresh(tmp_path) -> Checkout:
    """A checkout in which nothing ran."""
    return copy_repository(tmp_path / "checkout")


@pytest.fixture(scope="session")
def ran_locally(tmp_path_factory) -> Checkout:
    """A checkout in which the targets were made without Slurm."""
    checkout = copy_repository(tmp_path_factory.mktemp("locally") / "checkout")
    done = checkout.run_locally(*TARGETS)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return checkout


@pytest.fixture(scope="session")
def ran_on_slurm(slurm, tmp_path_factory) -> Checkout:
    """A checkout in which the targets were made by the jobs of Slurm."""
    checkout = copy_repository(tmp_path_factory.mktemp("on_slurm") / "checkout")
    done = checkout.run_on_slurm(*TARGETS)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return checkout
