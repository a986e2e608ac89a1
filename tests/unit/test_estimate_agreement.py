from collections import Counter
from itertools import combinations, permutations

import numpy as np
import polars as pl
import pytest

from dialogmote.contracts.artifacts import CaseAgreement, CaseFigures8, CaseTable87
from dialogmote.estimate.agreement import (
    agreement_measures,
    case_agreement,
    case_columns,
    case_figures,
    case_table,
    code_judgements,
    fleiss_kappa,
    krippendorff_alpha,
)

# Published examples are printed with three digits.
PRINTED = 0.0005
# The same sums in another order.
RTOL = 1e-12

# Ten subjects, fourteen raters, five categories: the worked example of Fleiss' kappa in common use; kappa 0.210.
FLEISS_EXAMPLE = np.array(
    [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
)
# Four observers, twelve units, with missing values: Krippendorff (2011), section C; nominal alpha 0.743.
KRIPPENDORFF_EXAMPLE = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]


@pytest.fixture
def judgements() -> pl.DataFrame:
    return pl.read_csv("resources/published/case_study_table_8_7.csv")


def test_fleiss_kappa_of_the_published_example():
    assert fleiss_kappa(FLEISS_EXAMPLE) == pytest.approx(0.210, abs=PRINTED)


def test_krippendorff_alpha_of_the_published_example_with_missing_values():
    units = zip(*(line.split() for line in KRIPPENDORFF_EXAMPLE), strict=True)
    counts = np.array([[Counter(unit)[str(value)] for value in range(1, 6)] for unit in units])
    assert krippendorff_alpha(counts) == pytest.approx(0.743, abs=PRINTED)


def brute_force_alpha(table: list[list[str]]) -> float:
    """Observed and expected disagreement over all ordered pairs, one by one."""
    observed, values = 0.0, [value for unit in table for value in unit]
    for unit in table:
        observed += sum(a != b for a, b in permutations(unit, 2)) / (len(unit) - 1)
    expected = sum(a != b for a, b in permutations(values, 2)) / (len(values) - 1)
    return 1 - observed / expected


def brute_force_kappa(table: list[list[str]]) -> float:
    pairs = [sum(a == b for a, b in combinations(unit, 2)) / len(list(combinations(unit, 2))) for unit in table]
    observed, values = sum(pairs) / len(pairs), Counter(value for unit in table for value in unit)
    expected = sum((count / values.total()) ** 2 for count in values.values())
    return (observed - expected) / (1 - expected)


def test_measures_of_the_study_equal_a_count_pair_by_pair(judgements):
    cases = case_columns(judgements)
    table = [judgements[case].to_list() for case in cases]
    measures = agreement_measures(code_judgements(judgements, cases).sum(axis=0)[None], cases)
    assert measures["fleiss_kappa"][0] == pytest.approx(brute_force_kappa(table), rel=RTOL)
    assert measures["krippendorff_alpha"][0] == pytest.approx(brute_force_alpha(table), rel=RTOL)
    for case, unit in zip(cases, table, strict=True):
        pairs = [a == b for a, b in combinations(unit, 2)]
        assert measures[f"agreement_{case}"][0] == pytest.approx(sum(pairs) / len(pairs), rel=RTOL)


def test_complete_agreement_on_different_cases_is_1():
    counts = np.array([[5, 0], [0, 5]])
    assert (float(fleiss_kappa(counts)), float(krippendorff_alpha(counts))) == (1.0, 1.0)


def test_one_category_only_has_no_agreement_beyond_chance():
    counts = np.array([[5, 0], [5, 0]])
    assert np.isnan(fleiss_kappa(counts))
    assert np.isnan(krippendorff_alpha(counts))


def test_the_exhibit_keeps_its_contract_and_its_intervals_hold_the_value(judgements):
    agreement = case_agreement(judgements, draws=2000, rng=np.random.default_rng(1))
    CaseAgreement.validate(agreement)
    expected = ["fleiss_kappa", "krippendorff_alpha", *(f"agreement_case_{number}" for number in range(1, 7))]
    assert agreement["measure"].to_list() == expected
    assert agreement.select(
        ((pl.col("ci_low") <= pl.col("value")) & (pl.col("value") <= pl.col("ci_high"))).all()
    ).item()
    assert agreement.select("n_case_workers", "n_cases").unique().rows() == [(15, 6)]


def test_the_interval_is_that_of_a_loop_over_resampled_case_workers(judgements):
    draws, cases = 4000, case_columns(judgements)
    ours = case_agreement(judgements, draws=draws, rng=np.random.default_rng(2)).row(0, named=True)
    rng, kappas = np.random.default_rng(3), []
    columns = [judgements[case].to_list() for case in cases]
    for _ in range(draws):
        chosen = rng.integers(0, 15, 15)
        counts = [[Counter(column[i] for i in chosen)[v] for v in ("yes", "no", "unclear")] for column in columns]
        kappas.append(float(fleiss_kappa(np.array(counts))))
    # Two independent bootstraps: a 2.5 percent quantile of 4,000 draws has a standard error of about 0.004.
    assert (ours["ci_low"], ours["ci_high"]) == pytest.approx(np.quantile(kappas, [0.025, 0.975]), abs=0.02)


def test_the_same_seed_gives_the_same_interval_and_row_order_means_nothing(judgements):
    first = case_agreement(judgements, draws=500, rng=np.random.default_rng(4))
    assert case_agreement(judgements.reverse(), draws=500, rng=np.random.default_rng(4)).equals(first)


def test_the_table_is_sorted_by_summons_and_ties_by_case_worker(judgements):
    table = case_table(judgements.reverse())
    CaseTable87.validate(table)
    order = [(-summoned, worker) for summoned, worker in table.select("summoned", "case_worker").iter_rows()]
    assert order == sorted(order)
    assert (table["summoned"] + table["exempted"] + table["unclear"]).unique().to_list() == [6]


def test_the_figures_stand_beside_the_counts_of_the_table(judgements):
    figures = case_figures(judgements, pl.read_csv("resources/published/case_study_figures_8.csv"))
    CaseFigures8.validate(figures)
    second = figures.row(1)
    assert second == (2, 5, 10, 0, 6, 9, 0)


def test_an_unknown_judgement_is_refused(judgements):
    with pytest.raises(ValueError, match="yes, no, unclear"):
        case_table(judgements.with_columns(case_3=pl.lit("maybe")))


def test_one_case_worker_cannot_agree(judgements):
    with pytest.raises(ValueError, match="two case workers"):
        case_agreement(judgements.head(1), draws=10, rng=np.random.default_rng(0))
