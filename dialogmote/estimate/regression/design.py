"""A right-hand side and the rows it is estimated on: what no engine and no outcome changes.

What is counted follows R fixest 0.12.2 (RULES 32): K, the parameters, without the levels of fixed effects nested in a
cluster; G, the smaller number of clusters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dialogmote.estimate.regression.identification import Absorber, Identification, build_absorber, find_identified

INTERCEPT = "intercept"


@dataclass(frozen=True)
class Design:
    """A right-hand side: numeric regressors, columns of fixed effects and of clusters.

    Without fixed effects the constant is a regressor like any other, a column of ones named `intercept`.
    """

    regressors: tuple[str, ...]
    fixed_effects: tuple[str, ...]
    clusters: tuple[str, str]


@dataclass(frozen=True)
class Sample:
    """Rows ready for regression on one design: sorted by cluster, checked, with what no outcome changes.

    `rows` are the given rows with fixed effects and clusters as integer codes; `absorber` takes the fixed effects out.
    """

    rows: pl.DataFrame
    absorber: Absorber
    design: Design
    identification: Identification
    n_parameters: int
    n_clusters_min: int

    @property
    def has_errors(self) -> bool:
        """Whether errors can be told from the fit: regressors, two clusters each way, and more rows than parameters,
        also when nested effects are counted: a model that fits every row leaves rounding noise for residuals."""
        kept = len(self.identification.kept)
        n_taken = max(self.n_parameters, kept + self.absorber.basis.shape[1])
        return kept > 0 and self.n_clusters_min > 1 and self.rows.height > n_taken


def code_levels(values: pl.Series) -> pl.Series:
    """Levels of a column as integers 0, 1, 2, ... in sorted order. Only the levels are sorted, not the rows."""
    levels = values.unique().sort().to_frame().with_row_index("code")
    coded = values.to_frame().join(levels, on=values.name, how="left", maintain_order="left")
    return coded["code"].cast(pl.Int64).alias(values.name)


def prepare_sample(rows: pl.DataFrame, design: Design) -> Sample:
    """The rows of one regression, with the design's identification and its count of parameters.

    `rows` holds the design's columns and any outcomes. Fixed effects and clusters may be of any type and become integer
    codes; the rows are sorted by cluster, stably, so that sums over clusters run in one order whatever the number of
    threads. Raises `ValueError` for null or infinite values.
    """
    used = [*design.regressors, *design.fixed_effects, *design.clusters]
    check_values(rows, used)
    coded = list(dict.fromkeys([*design.fixed_effects, *design.clusters]))
    rows = rows.with_columns(code_levels(rows[name]) for name in coded).sort(design.clusters, maintain_order=True)
    absorber = build_absorber([rows[name].to_numpy() for name in design.fixed_effects] if rows.height else [])
    columns = rows.select(pl.col(design.regressors).cast(pl.Float64)).to_numpy()
    identification = find_identified(columns, absorber.residuals(columns), design.regressors)
    return Sample(
        rows=rows,
        absorber=absorber,
        design=design,
        identification=identification,
        n_parameters=len(identification.kept) + count_absorbed(rows, design),
        n_clusters_min=min(rows[cluster].n_unique() for cluster in design.clusters),
    )


def check_values(rows: pl.DataFrame, used: Sequence[str]) -> None:
    """Raise `ValueError` when a used column holds a null or a number that is not finite."""
    bad = {}
    for name in used:
        column = rows[name]
        if count := column.null_count() or (int((~column.is_finite()).sum()) if column.dtype.is_float() else 0):
            bad[name] = count
    if bad:
        listed = ", ".join(f"{name} ({count} rows)" for name, count in bad.items())
        raise ValueError(f"missing or infinite values: {listed}")


def count_absorbed(rows: pl.DataFrame, design: Design) -> int:
    """Degrees of freedom the fixed effects take, as fixest counts them for clustered errors.

    Levels of every effect that is not nested in a cluster, less one for each effect after the first of them; effects
    that are nested count one in all, together with the others (RULES 32).
    """
    if not design.fixed_effects:
        return 0
    levels = [rows[effect].n_unique() for effect in design.fixed_effects if not _is_nested(rows, effect, design)]
    return sum(levels) - len(levels) + 1


def _is_nested(rows: pl.DataFrame, effect: str, design: Design) -> bool:
    """Whether every level of the effect lies within one cluster, of either kind."""
    return effect in design.clusters or any(_lies_within(rows, effect, cluster) for cluster in design.clusters)


def _lies_within(rows: pl.DataFrame, effect: str, cluster: str) -> bool:
    limits = rows.group_by(effect).agg(pl.col(cluster).min().alias("lowest"), pl.col(cluster).max().alias("highest"))
    return bool((limits["lowest"] == limits["highest"]).all())
