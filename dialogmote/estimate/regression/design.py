"""A right-hand side and the rows it is estimated on: what no engine and no outcome changes.

What is counted follows R fixest 0.12.2 (RULES 32): K, the parameters, without the levels of fixed effects nested in a
cluster; G, the smaller number of clusters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.estimate.regression.identification import Absorber, Identification, build_absorber, find_identified

INTERCEPT = "intercept"
TABLE_SHARE = 16  # a table of numbers this many times as long as the rows is still faster than sorting them

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


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

    `rows` are the given rows with fixed effects and clusters as integer codes; `absorber` takes the fixed effects out,
    and `residuals` (n x regressors) is what it leaves of the design's regressors.
    """

    rows: pl.DataFrame
    absorber: Absorber
    residuals: FloatArray
    design: Design
    identification: Identification
    n_parameters: int
    n_clusters_min: int

    @property
    def has_errors(self) -> bool:
        """Whether errors can be told from the fit: regressors, two clusters each way, and more rows than parameters,
        also when nested effects are counted: a model that fits every row leaves rounding noise for residuals."""
        kept = len(self.identification.kept)
        n_taken = max(self.n_parameters, kept + self.absorber.rank)
        return kept > 0 and self.n_clusters_min > 1 and self.rows.height > n_taken


def code_levels(values: pl.Series) -> pl.Series:
    """Levels of a column as integers 0, 1, 2, ... in sorted order. Only the levels are sorted, not the rows."""
    if values.dtype.is_integer():
        return pl.Series(values.name, _code_integers(values.to_numpy().astype(np.int64)))
    levels = values.unique().sort().to_frame().with_row_index("code")
    coded = values.to_frame().join(levels, on=values.name, how="left", maintain_order="left")
    return coded["code"].cast(pl.Int64).alias(values.name)


def _code_integers(values: IntArray) -> IntArray:
    """The same of integers: by a table of all numbers in their range, unless that is far longer than the rows."""
    if not len(values):
        return values
    shifted = values - values.min()
    if shifted.max() > TABLE_SHARE * len(values):
        return np.unique(values, return_inverse=True)[1].astype(np.int64)
    return (np.cumsum(np.bincount(shifted) > 0) - 1)[shifted]


def prepare_sample(rows: pl.DataFrame, design: Design) -> Sample:
    """The rows of one regression, with the design's identification and its count of parameters.

    `rows` holds the design's columns and any outcomes. Fixed effects and clusters may be of any type and become integer
    codes; the rows are sorted by the cluster with fewer levels, then by the other, stably, so that sums over clusters
    run in one order whatever the number of threads. Raises `ValueError` for null or infinite values.
    """
    return prepare_samples(rows, [design])[0]


def prepare_samples(rows: pl.DataFrame, designs: Sequence[Design]) -> list[Sample]:
    """As `prepare_sample`, of several designs on the same rows and clusters; designs with the same fixed effects share
    what takes them out. Raises `ValueError` also when the designs differ in their clusters."""
    if len({design.clusters for design in designs}) > 1:
        raise ValueError("designs on the same rows have the same clusters")
    used = [name for design in designs for name in (*design.regressors, *design.fixed_effects, *design.clusters)]
    check_values(rows, list(dict.fromkeys(used)))
    effects = dict.fromkeys(design.fixed_effects for design in designs)
    rows = sort_by_cluster(rows, list(dict.fromkeys(name for group in effects for name in group)), designs[0].clusters)
    absorbers = {names: _absorber_of(rows, names) for names in effects}
    return [_describe_sample(rows, design, absorbers[design.fixed_effects]) for design in designs]


def sort_by_cluster(rows: pl.DataFrame, fixed_effects: Sequence[str], clusters: Sequence[str]) -> pl.DataFrame:
    """The rows with effects and clusters coded 0, 1, 2, ..., sorted by the cluster with fewer levels, then the other.

    Rows that are in this order already keep it, and cost no sorting.
    """
    rows = rows.with_columns(code_levels(rows[name]) for name in dict.fromkeys((*fixed_effects, *clusters)))
    few, many = (rows[name].to_numpy() for name in by_number_of_levels(rows, clusters))
    place = few * (int(many.max(initial=0)) + 1) + many
    return rows if (np.diff(place) >= 0).all() else rows[np.argsort(place, kind="stable")]


def by_number_of_levels(rows: pl.DataFrame, clusters: Sequence[str]) -> list[str]:
    """The columns of clusters, coded 0, 1, 2, ..., from the one with the fewest levels to the one with the most."""
    return sorted(clusters, key=lambda name: int(rows[name].max() or 0))  # type: ignore[arg-type]


def _absorber_of(rows: pl.DataFrame, effects: Sequence[str]) -> Absorber:
    return build_absorber([rows[name].to_numpy() for name in effects] if rows.height else [])


def _describe_sample(rows: pl.DataFrame, design: Design, absorber: Absorber) -> Sample:
    """The sample of coded and sorted rows."""
    columns = rows.select(pl.col(design.regressors).cast(pl.Float64)).to_numpy(order="c")
    residuals = absorber.residuals(absorber.residuals(columns))  # twice, so that no rounding remains
    identification = find_identified(columns, residuals, design.regressors)
    return Sample(
        rows=rows,
        absorber=absorber,
        residuals=residuals,
        design=design,
        identification=identification,
        n_parameters=len(identification.kept) + count_absorbed(rows, design),
        n_clusters_min=min(_count_levels(rows[cluster]) for cluster in design.clusters),
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
    """Degrees of freedom the fixed effects take, as fixest counts them for clustered errors; effects and clusters are
    coded.

    Levels of every effect that is not nested in a cluster, less one for each effect after the first of them; effects
    that are nested count one in all, together with the others (RULES 32).
    """
    if not design.fixed_effects:
        return 0
    levels = [_count_levels(rows[effect]) for effect in design.fixed_effects if not _is_nested(rows, effect, design)]
    return sum(levels) - len(levels) + 1


def _count_levels(codes: pl.Series) -> int:
    return int(np.count_nonzero(np.bincount(codes.to_numpy())))


def _is_nested(rows: pl.DataFrame, effect: str, design: Design) -> bool:
    """Whether every level of the effect lies within one cluster, of either kind."""
    return effect in design.clusters or any(_lies_within(rows[effect], rows[cluster]) for cluster in design.clusters)


def _lies_within(effect: pl.Series, cluster: pl.Series) -> bool:
    """Whether all rows of each level lie in the cluster that one of them lies in."""
    levels, clusters = effect.to_numpy(), cluster.to_numpy()
    cluster_of_level = np.zeros(levels.max(initial=0) + 1, dtype=np.int64)
    cluster_of_level[levels] = clusters
    return bool((cluster_of_level[levels] == clusters).all())
