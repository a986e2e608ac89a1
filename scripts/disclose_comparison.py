"""Release published beside reproduced, computed anew from released exhibits."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import yaml

from dialogmote.contracts import write_checked, write_text
from dialogmote.disclose.exhibits import release_exhibit
from dialogmote.disclose.profiles import profile_named
from dialogmote.jobs import job_logging
from dialogmote.record.comparison.build import has_full_size, published_vs_reproduced
from dialogmote.record.comparison.published import PUBLISHED, Published
from dialogmote.record.comparison.reproduced import BESIDE_EXHIBITS, Reproduced

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    exhibits: list[str],
    beside: list[str],
    published: dict[str, str],
    planted_truth: str,
    parquet: str,
    csv: str,
    profile: str,
    is_synthetic: bool,
) -> None:
    """Read released exhibits, release what stands beside them, compare, write."""
    shown = {Path(path).stem: pl.read_parquet(path) for path in exhibits}
    exact = {Path(path).stem: pl.read_parquet(path) for path in beside}
    shown |= {name: release_exhibit(name, frame, profile_named(profile)).frame for name, frame in exact.items()}
    printed = Published(**{name: pl.read_csv(path, infer_schema=False) for name, path in published.items()})
    truth = yaml.safe_load(Path(planted_truth).read_text("utf-8"))
    planted = [*truth["targets"], *truth["planted_besides"]] if is_synthetic else None
    own = Reproduced(**shown)
    is_full_size = has_full_size(printed, own)
    compared = published_vs_reproduced(printed, own, planted_moments=planted, is_full_size=is_full_size)
    write_checked(compared, parquet)
    write_text(compared.write_csv(), csv)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibits=snakemake.input.exhibits,
            beside=[snakemake.input[name] for name in BESIDE_EXHIBITS],
            published={name: snakemake.input[f"published_{name}"] for name in PUBLISHED},
            planted_truth=snakemake.input.planted_truth,
            parquet=snakemake.output.parquet,
            csv=snakemake.output.csv,
            profile=snakemake.params.profile,
            is_synthetic=snakemake.params.is_synthetic,
        )
