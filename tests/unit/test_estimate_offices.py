import polars as pl
import pytest
from scipy import stats

from dialogmote.contracts.artifacts import CaseOffices31, CaseOfficesCorrelations
from dialogmote.estimate.offices import SIZES, VARIABLES, correlate_offices, rank_offices

RTOL = 1e-12  # two implementations of the same sums


@pytest.fixture
def offices() -> pl.DataFrame:
    return pl.read_csv("resources/published/case_study_table_3_1.csv")


def test_the_highest_share_ranks_first_and_ties_share_the_lowest_number(offices):
    ranked = rank_offices(offices)
    CaseOffices31.validate(ranked)
    ranks = dict(ranked.select("office", "rank").iter_rows())
    assert [ranks[office] for office in (1, 2, 3, 4, 5, 6, 15)] == [1, 2, 3, 3, 3, 6, 15]


def test_ranks_are_one_more_than_the_offices_with_a_higher_share(offices):
    shares = offices["meeting_share_by_week_26"]
    for office, share, rank in rank_offices(offices).select("office", "meeting_share_by_week_26", "rank").iter_rows():
        assert rank == 1 + int((shares > share).sum()), office


def test_correlations_equal_those_of_scipy(offices):
    correlations = correlate_offices(offices)
    CaseOfficesCorrelations.validate(correlations)
    numbers = offices.with_columns(pl.col("size").replace_strict({name: i for i, name in enumerate(SIZES)}))
    assert correlations.height == len(VARIABLES) * (len(VARIABLES) - 1) / 2
    for a, b, spearman, n in correlations.iter_rows():
        assert spearman == pytest.approx(stats.spearmanr(numbers[a], numbers[b]).statistic, rel=RTOL)
        assert n == 15


def test_row_order_means_nothing(offices):
    assert rank_offices(offices.reverse()).equals(rank_offices(offices))
    assert correlate_offices(offices.reverse()).equals(correlate_offices(offices))


def test_an_unknown_size_is_refused(offices):
    with pytest.raises(ValueError, match="small, medium, large"):
        rank_offices(offices.with_columns(size=pl.lit("huge")))


def test_a_column_that_does_not_vary_has_no_correlation(offices):
    with pytest.raises(ValueError, match="does not vary"):
        correlate_offices(offices.with_columns(candidates_per_month=pl.lit(3)))
