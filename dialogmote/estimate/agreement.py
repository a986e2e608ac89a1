"""The interview study's case experiment: judgements, figures, and how far the case workers agree.

Fleiss' kappa: Fleiss (1971), "Measuring nominal scale agreement among many raters", Psychological Bulletin 76(5).
Krippendorff's alpha, nominal, from the coincidence matrix: Krippendorff (2011), "Computing Krippendorff's
alpha-reliability". `unclear` is a category of its own (RULES 37).
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.contracts.artifacts import CaseAgreement, CaseFigures8, CaseTable87

# ASSUME unclear_is_a_judgement: a case worker who would not decide agrees with another who would not.
CATEGORIES = {"yes": "summoned", "no": "exempted", "unclear": "unclear"}
CONFIDENCE = 0.95

FloatArray = npt.NDArray[np.float64]


def case_table(judgements: pl.DataFrame) -> pl.DataFrame:
    """Every case worker's judgements with their counts: most summons first, ties by case worker (contract
    `case_table_8_7`). Raises `ValueError` for a judgement other than yes, no and unclear."""
    cases = case_columns(judgements)
    _check_judgements(judgements, cases)
    counts = {
        name: pl.sum_horizontal((pl.col(case) == judgement).cast(pl.Int64) for case in cases)
        for judgement, name in CATEGORIES.items()
    }
    counted = judgements.with_columns(**counts).sort("summoned", "case_worker", descending=[True, False])
    return counted.select(list(CaseTable87.columns()))


def case_figures(judgements: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Judgements by case, counted from the table, beside the numbers the figures print (contract `case_figures_8`)."""
    cases = case_columns(judgements)
    _check_judgements(judgements, cases)
    counted = pl.DataFrame(
        {"case": [int(case.removeprefix("case_")) for case in cases]}
        | {name: [int((judgements[case] == value).sum()) for case in cases] for value, name in CATEGORIES.items()}
    )
    published = figures.select("case", pl.col(*CATEGORIES.values()).name.prefix("published_"))
    return counted.join(published, on="case", how="left").sort("case").select(list(CaseFigures8.columns()))


def case_columns(judgements: pl.DataFrame) -> list[str]:
    """The columns `case_1`, `case_2`, ... of a table of judgements, in their order there."""
    return [column for column in judgements.columns if column.startswith("case_") and column != "case_worker"]


def case_agreement(judgements: pl.DataFrame, *, draws: int, rng: np.random.Generator) -> pl.DataFrame:
    """Agreement between the case workers with 95 percent percentile bootstrap intervals over case workers.

    Rows: `fleiss_kappa`, `krippendorff_alpha`, and `agreement_case_1`, ...: the share of pairs of case workers who
    judge the case alike. A bootstrap draw in which a measure is undefined (one category only) is left out of its
    interval. Raises `ValueError` for fewer than two case workers or one draw.
    """
    cases = case_columns(judgements)
    _check_judgements(judgements, cases)
    n_workers = judgements.height
    if n_workers < 2 or draws < 1:
        raise ValueError("agreement needs two case workers at least, and one bootstrap draw")
    chosen = code_judgements(judgements.sort("case_worker"), cases)
    # ASSUME case_workers_as_a_sample: the fifteen are taken as drawn from all case workers; they were chosen for
    # variation.
    drawn = rng.multinomial(n_workers, np.full(n_workers, 1 / n_workers), size=draws)
    resampled = np.einsum("bw,wck->bck", drawn, chosen)
    values = agreement_measures(chosen.sum(axis=0)[None], cases)
    tail = (1 - CONFIDENCE) / 2
    limits = {
        name: np.nanquantile(draws_of, [tail, 1 - tail])
        for name, draws_of in agreement_measures(resampled, cases).items()
    }
    frame = pl.DataFrame(
        {
            "measure": list(values),
            "value": [float(value[0]) for value in values.values()],
            "ci_low": [float(limits[name][0]) for name in values],
            "ci_high": [float(limits[name][1]) for name in values],
        }
    )
    sizes = {"n_case_workers": pl.lit(n_workers, dtype=pl.Int64), "n_cases": pl.lit(len(cases), dtype=pl.Int64)}
    return frame.with_columns(**sizes).select(list(CaseAgreement.columns()))


def agreement_measures(counts: FloatArray | npt.NDArray[np.int64], cases: list[str]) -> dict[str, FloatArray]:
    """All measures for each table of counts (tables x cases x categories), by name."""
    by_case = agreeing_pairs(counts)
    return {"fleiss_kappa": fleiss_kappa(counts), "krippendorff_alpha": krippendorff_alpha(counts)} | {
        f"agreement_{case}": by_case[:, j] for j, case in enumerate(cases)
    }


def code_judgements(judgements: pl.DataFrame, cases: list[str]) -> npt.NDArray[np.int64]:
    """Indicators case worker x case x category (yes, no, unclear)."""
    table = judgements.select(cases).to_numpy()
    return np.stack([(table == value).astype(np.int64) for value in CATEGORIES], axis=-1)


def agreeing_pairs(counts: npt.NDArray[np.int64] | FloatArray) -> FloatArray:
    """Share of pairs of raters that agree, by case: counts (... x cases x categories) -> (... x cases)."""
    raters = counts.sum(axis=-1)
    return np.asarray((counts * (counts - 1)).sum(axis=-1) / (raters * (raters - 1)), dtype=np.float64)


def fleiss_kappa(counts: npt.NDArray[np.int64] | FloatArray) -> FloatArray:
    """Fleiss' kappa of tables of counts (... x cases x categories) with the same number of raters in every case.

    NaN where all judgements of a table are in one category: agreement by chance is then complete.
    """
    observed = agreeing_pairs(counts).mean(axis=-1)
    shares = counts.sum(axis=-2) / counts.sum(axis=(-2, -1))[..., None]
    return _beyond_chance(observed, (shares**2).sum(axis=-1))


def krippendorff_alpha(counts: npt.NDArray[np.int64] | FloatArray) -> FloatArray:
    """Krippendorff's nominal alpha of tables of counts (... x cases x categories).

    Raters may be missing; cases with fewer than two judgements do not count. The expected agreement is that of pairs
    drawn without replacement from all judgements that count. NaN where all of those are in one category.
    """
    raters = counts.sum(axis=-1, keepdims=True)
    pairable = np.where(raters >= 2, counts, 0)
    coincidences = (pairable * (pairable - 1) / np.maximum(raters - 1, 1)).sum(axis=(-2, -1))
    totals = pairable.sum(axis=-2)
    n = totals.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _beyond_chance(coincidences / n, (totals * (totals - 1)).sum(axis=-1) / (n * (n - 1)))


def _beyond_chance(observed: FloatArray, expected: FloatArray) -> FloatArray:
    defined = expected < 1
    scaled = (observed - expected) / np.where(defined, 1 - expected, 1.0)
    return np.asarray(np.where(defined, scaled, np.nan), dtype=np.float64)


def _check_judgements(judgements: pl.DataFrame, cases: list[str]) -> None:
    for case in cases:
        if not judgements[case].is_in(list(CATEGORIES)).all() or judgements[case].null_count():
            raise ValueError(f"{case}: judgements are {', '.join(CATEGORIES)}")
