"""A checkout whose runs are disturbed: started, looked at, finished, compared."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import yaml
from checkouts import copy_parts

NOT_COMPARED = {"logs", "benchmarks", "record"}  # as ARTIFACTS says: they tell of times
LOCKED = "cannot be locked"
PATIENCE = 900.0  # seconds: longer than any run here takes on a busy machine, so that a run that hangs fails the test
SMALL = {"register": {"scale": 0.002}, "bootstrap": {"draws": 200}, "inference": {"draws": 99}, "languages": ["en"]}


@dataclass(frozen=True)
class Ending:
    """How a run ended, and everything it said on the terminal, the logs of its failed jobs included."""

    code: int
    words: str


@dataclass
class Run:
    """A run at work."""

    process: subprocess.Popen
    said: Path

    def jobs(self) -> list[psutil.Process]:
        """The jobs that are running now."""
        try:
            children = psutil.Process(self.process.pid).children()
            return [child for child in children if ".snakemake/scripts/" in " ".join(child.cmdline())]
        except psutil.Error:
            return []

    def wait_for(self, condition: Callable[[], object]) -> bool:
        """Wait until a condition holds; whether it did before the run ended."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if self.process.poll() is not None:
                return False
            assert time.monotonic() < end, "the run hangs:\n" + self.said.read_text()[-3000:]
            time.sleep(0.02)
        return True

    def end(self) -> Ending:
        """Wait for the end."""
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            raise AssertionError("the run hangs:\n" + self.said.read_text()[-3000:]) from None
        return Ending(code, self.said.read_text(errors="replace"))


@dataclass
class Study:
    """A checkout in a folder of its own, and the targets that its runs are asked for."""

    folder: Path
    targets: tuple[str, ...]
    results: Path = field(init=False)
    has_mounts: bool = False

    def __post_init__(self) -> None:
        self.results = self.folder / "results"

    def set_up(self, results: str = "results") -> None:
        """Copy what a run needs."""
        copy_parts(self.folder)
        (self.folder / "overlay.yaml").write_text(yaml.safe_dump(SMALL | {"pathvars": {"results": results}}))

    def start(self, *options: str, prefix: tuple[str, ...] = (), **environment: str) -> Run:
        """Start a run in a process group of its own, as a shell does."""
        said = self.folder / f"said.{time.monotonic_ns()}.txt"
        command = [*prefix, sys.executable, "-m", "snakemake", *options, "--cores", "2", "--configfile", "overlay.yaml"]
        with said.open("w") as stream:
            process = subprocess.Popen(
                [*command, "--", *self.targets],
                cwd=self.folder,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Run(process, said)

    def is_locked(self) -> bool:
        """Whether Snakemake left its lock on the folder."""
        return any((self.folder / ".snakemake" / "locks").glob("*"))

    def unlock(self) -> None:
        """What `make unlock` does."""
        ending = self.start("--unlock").end()
        assert ending.code == 0, ending.words

    def finish(self) -> Ending:
        """Start again, as a person would who reads what the run says, until it is done: once unlocked, once started."""
        ending = self.start().end()
        if LOCKED in ending.words:
            assert "--unlock" in ending.words
            self.unlock()
            ending = self.start().end()
        assert ending.code == 0, ending.words[-6000:]
        return ending

    def digests(self) -> dict[str, str]:
        """Digest of every file that has to be the same whatever happened on the way."""
        files = [path for path in sorted(self.results.rglob("*")) if path.is_file()]
        names = {path.relative_to(self.results): path for path in files}
        return {
            name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in names.items()
            if name.parts[0] not in NOT_COMPARED
        }

    def keep(self, names: Iterable[str], place: str) -> None:
        """Copy results beside the study, where they outlast its disk, to be looked at when a comparison fails."""
        for name in names:
            if (self.results / name).exists():
                target = self.folder.parent / place / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.results / name, target)

    def exhibits(self) -> list[str]:
        """The exhibits that are released: the next run makes them again, and not what was made on the way alone."""
        return sorted(path.stem for path in (self.results / "released" / "exhibits").glob("*.parquet"))

    def remove(self, *patterns: str) -> None:
        """Remove results, so that the next run makes them again."""
        for pattern in patterns:
            for path in self.results.glob(pattern):
                path.unlink()

    def remove_exhibit(self, exhibit: str) -> None:
        """Remove an exhibit from its exact numbers to its drawings, with what is said of the whole release."""
        self.remove(
            f"restricted/exhibits/{exhibit}.parquet", f"released/*/{exhibit}.*", f"restricted/seals/*/{exhibit}.*"
        )
        self.remove("released/report.*", "released/release_manifest.json", "restricted/release_*")

    def clear(self) -> None:
        """Remove all results and Snakemake's memory; the folder stays, for something may be mounted there."""
        for path in [*self.results.iterdir(), self.folder / ".snakemake"]:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Names of files that are gone, new or other."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
