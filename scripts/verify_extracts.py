"""Verify the raw extracts and hand them on in the contract's names and types."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dialogmote.contracts import write_checked, write_parquet
from dialogmote.errors import InputError
from dialogmote.jobs import job_logging
from dialogmote.registers.input_report import describe_input_report
from dialogmote.registers.input_report import input_report as build_input_report
from dialogmote.registers.read import read_extracts
from dialogmote.registers.verify import VerifySettings, describe_violations, verify_extracts

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    sources: dict[str, list[str]],
    extracts: list[str],
    input_report: str,
    violations: str,
    failed_rows: str,
    column_names: dict[str, dict[str, str]],
    first_start: str,
    last_start: str,
    allow_short_follow_up: list[str],
) -> None:
    """Read and verify all extracts; write them when all is well, else their failing rows, and stop."""
    window = date.fromisoformat(first_start), date.fromisoformat(last_start)
    verification = verify_extracts(
        read_extracts(sources, column_names), VerifySettings(*window, tuple(allow_short_follow_up))
    )
    for stale in Path(failed_rows).glob("*.parquet"):
        stale.unlink()
    for (extract, rule), rows in verification.failed_rows.items():
        write_parquet(rows, Path(failed_rows) / f"{extract}.{rule}.parquet")
    write_checked(verification.violations, violations)
    if verification.violations.height > 0:
        raise InputError(describe_violations(verification.violations, failed_rows))
    for path in extracts:
        write_checked(verification.extracts[Path(path).stem], path)
    report = build_input_report(verification)
    write_checked(report, input_report)
    print(describe_input_report(report))


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            sources={name: [files] if isinstance(files, str) else files for name, files in snakemake.input.items()},
            extracts=snakemake.output.extracts,
            input_report=snakemake.output.input_report,
            violations=snakemake.params.violations,
            failed_rows=snakemake.params.failed_rows,
            column_names=snakemake.params.column_names,
            first_start=snakemake.params.first_start,
            last_start=snakemake.params.last_start,
            allow_short_follow_up=snakemake.params.allow_short_follow_up,
        )
