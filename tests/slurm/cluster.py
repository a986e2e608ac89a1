"""What the tests on Slurm share: checkouts to run in, Slurm's own record of its jobs, and its logs."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import yaml
from checkouts import copy_parts

ROOT = Path(__file__).parents[2]
ONE_NODE = Path(__file__).with_name("one_node.sh")
PROFILE = "profiles/slurm"
# The smallest register on which every regression of the report can be estimated.
SMALL = {"register": {"scale": 0.004}, "bootstrap": {"draws": 200}, "inference": {"draws": 99}, "languages": ["en"]}
# What a run leaves that may differ from run to run.
NOT_COMPARED = {"logs", "benchmarks", "record"}
# What is run: the report, or what SLURM_TARGETS names, for a shorter test.
TARGETS = tuple(os.environ.get("SLURM_TARGETS", "").split()) or ("report",)
IS_WHOLE = TARGETS == ("report",)
ENVIRONMENT = {"SOURCE_DATE_EPOCH": "1700000000"}
WHOLE_RUN = 2700  # seconds for a run, many times what it takes on two cores with nothing else to do
PATIENCE = 120.0  # seconds until a job that was submitted is seen to run, on a machine that does other things too


@dataclass(frozen=True)
class SlurmJob:
    """One line of Slurm's own record of jobs that ended."""

    number: int
    run: str  # the job's name: Snakemake's prefix and the identifier of its run
    state: str
    exit_code: str
    partition: str
    minutes: int
    memory_mb: int
    cpus: int


@dataclass(frozen=True)
class Slurm:
    """A Slurm of one node that runs from a folder."""

    folder: Path

    def ended(self, run: str) -> list[SlurmJob]:
        """The jobs of a run that ended, in the order they did."""
        record = self.folder / "log" / "jobcomp.log"
        lines = record.read_text().splitlines() if record.exists() else []
        return [job for job in map(read_job, lines) if job.run == run]

    def wait_for_state(self, run: str, state: str) -> int:
        """The number of a job of this run, once there is one in this state."""
        return int(wait_until(lambda: ask("squeue", "-h", f"--name={run}", f"--states={state}", "-o", "%i")).split()[0])

    def wait_for_end(self, run: str) -> None:
        """Wait until no job of this run is left."""
        wait_until(lambda: not ask("squeue", "-h", f"--name={run}", "--states=PD,R,CG", "-o", "%i"))


def read_job(line: str) -> SlurmJob:
    """One line of `jobcomp/filetxt`."""
    fields = dict(re.findall(r"(\w+)=(\S*)", line))
    tres = dict(part.split("=") for part in fields["Tres"].split(","))
    return SlurmJob(
        int(fields["JobId"]),
        fields["Name"],
        fields["JobState"],
        fields["ExitCode"],
        fields["Partition"],
        int(fields["TimeLimit"]),
        megabytes(tres["mem"]),
        int(tres["cpu"]),
    )


def megabytes(text: str) -> int:
    """Slurm's `1500M` or `2G` in MB."""
    return round(float(text[:-1]) * {"M": 1, "G": 1024}[text[-1]])


def ask(*command: str) -> str:
    """What a command of Slurm answers."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout


def wait_until(answer, seconds: float = PATIENCE):
    """The first answer that holds."""
    end = time.monotonic() + seconds
    while not (found := answer()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)
    return found


@dataclass(frozen=True)
class Checkout:
    """A copy of the repository in a folder of its own."""

    folder: Path

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def command(self, *arguments: str, config=None, seconds: int = WHOLE_RUN) -> list[str]:
        """Snakemake with a deadline; at its end it is interrupted, so that it cancels its jobs."""
        overlay = self.folder / "overlay.yaml"
        overlay.write_text(yaml.safe_dump(SMALL | (config or {})))
        deadline = ["timeout", "--signal=INT", "--kill-after=60", str(seconds)]
        return [*deadline, sys.executable, "-m", "snakemake", "--configfile", str(overlay), *arguments]

    def run_locally(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run on this machine."""
        return self._run(self.command("--cores", "2", *arguments))

    def run_on_slurm(self, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
        """Run by the profile for Slurm."""
        return self._run(self.command("--workflow-profile", PROFILE, *arguments, **options))

    def start_on_slurm(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin a run by the profile for Slurm, in a group of processes of its own."""
        command = self.command("--workflow-profile", PROFILE, *arguments)[4:]
        with (self.folder / "started.out").open("w") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=os.environ | ENVIRONMENT,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=os.environ | ENVIRONMENT, capture_output=True, text=True, check=False
        )

    def run_name(self) -> str:
        """The name of the jobs of the newest run that submitted any, as docs/cluster.md has users look it up."""
        logs = sorted((self.folder / ".snakemake" / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
        found = [re.search(r"^SLURM run ID: (\S+)$", log.read_text(), re.M) for log in logs]
        return next((match[1] for match in reversed(found) if match), "")

    def log_of(self, job: SlurmJob) -> str:
        """What Slurm wrote of one job."""
        (path,) = (self.folder / ".snakemake" / "slurm_logs").rglob(f"{job.number}.log")
        return path.read_text()

    def rules_of(self, job: SlurmJob) -> set[str]:
        """The rules that one job of Slurm was given."""
        return set(re.search(r" --allowed-rules ((?:\w+ )+)", self.log_of(job))[1].split())

    def digests(self) -> dict[str, str]:
        """Digest of every file that must not change from run to run."""
        files = {path.relative_to(self.results): path for path in sorted(self.results.rglob("*")) if path.is_file()}
        return {
            name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in files.items()
            if name.parts[0] not in NOT_COMPARED
        }

    def left_over(self) -> list[str]:
        """Temporary files that a job began and did not finish."""
        return sorted(path.name for path in self.results.rglob("*.tmp"))


def copy_repository(folder: Path) -> Checkout:
    """Copy what a run needs into a new folder."""
    copy_parts(folder)
    return Checkout(folder)


def interrupt(run: subprocess.Popen[str]) -> int:
    """Stop a run as Ctrl-C does, and wait for its end."""
    run.send_signal(signal.SIGINT)
    return run.wait(timeout=PATIENCE)
