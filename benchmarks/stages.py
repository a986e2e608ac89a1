"""Time and peak memory of each stage of the last run, as a table: `.venv/bin/python benchmarks/stages.py [results]`.

Reads what Snakemake measured (`<results>/benchmarks/`). Stages that ran for several exhibits are summed in time; their
memory is the largest of them. Speed beside peers comes with the benchmarks of a later issue.
"""

import sys
from pathlib import Path

import polars as pl


def measure_stages(results: Path) -> pl.DataFrame:
    """One row a stage: name, jobs, seconds in all, largest memory of a job in MB; slowest first."""
    folder = results / "benchmarks"
    files = sorted(folder.rglob("*.tsv"))
    if not files:
        raise SystemExit(f"no benchmarks under {folder}: run `make report` first")
    rows = [
        pl.read_csv(file, separator="\t", infer_schema=False)
        .select(
            pl.lit(file.relative_to(folder).parts[0].removesuffix(".tsv")).alias("stage"),
            pl.col("s").cast(pl.Float64).alias("seconds"),
            pl.col("max_rss").replace("NA", None).cast(pl.Float64).alias("peak_mb"),
        )
        .tail(1)
        for file in files
    ]
    stages = pl.concat(rows).group_by("stage", maintain_order=True)
    measured = stages.agg(pl.len().alias("jobs"), pl.col("seconds").sum(), pl.col("peak_mb").max())
    return measured.sort("seconds", descending=True)


if __name__ == "__main__":
    table = measure_stages(Path(sys.argv[1] if len(sys.argv) > 1 else "results"))
    with pl.Config(
        tbl_formatting="MARKDOWN", tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True, tbl_rows=99
    ):
        print(table.with_columns(pl.col("seconds", "peak_mb").round(1)))
