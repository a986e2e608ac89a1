"""Write the notice that nothing was checked for disclosure."""

from typing import TYPE_CHECKING

from dialogmote.contracts import write_text
from dialogmote.disclose.release import NOTICE
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, notice: str) -> None:
    """Write the notice."""
    write_text(NOTICE, notice)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(notice=snakemake.output.notice)
