import numpy as np
import polars as pl
import pytest

from dialogmote.contracts.artifacts import PublishedVsReproduced, Table3, Table4
from dialogmote.estimate.agreement import case_figures, case_table
from dialogmote.estimate.offices import rank_offices
from dialogmote.record.comparison import (
    Published,
    Reproduced,
    binomial_std_error,
    contradicted_rows,
    half_unit,
    published_vs_reproduced,
)

FOLDER = "resources/published"
FILES = {
    "table_3": f"{FOLDER}/table_3.csv",
    "table_4": f"{FOLDER}/table_4.csv",
    "offices_3_1": f"{FOLDER}/case_study_table_3_1.csv",
    "facts": f"{FOLDER}/case_study_text_facts.csv",
}


def published() -> Published:
    return Published(**{name: pl.read_csv(path, infer_schema=False) for name, path in FILES.items()})


def reproduced() -> Reproduced:
    """Exhibits that hold exactly the published numbers."""
    judgements = pl.read_csv(f"{FOLDER}/case_study_table_8_7.csv")
    blank = {"ci_low": None, "ci_high": None, "p_value": None, "n_persons": 1, "n_offices": 1, "n_pilot_offices": 1}
    table_4 = pl.read_csv(FILES["table_4"]).with_columns(
        pl.col("group_trends") == "yes", **{name: pl.lit(value) for name, value in blank.items()}
    )
    return Reproduced(
        table_3=cast_to(Table3, pl.read_csv(FILES["table_3"])),
        table_4=cast_to(Table4, table_4),
        case_table_8_7=case_table(judgements),
        case_figures_8=case_figures(judgements, pl.read_csv(f"{FOLDER}/case_study_figures_8.csv")),
        case_offices_3_1=rank_offices(pl.read_csv(FILES["offices_3_1"])),
    )


def cast_to(contract: type, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(column.dtype) for name, column in contract.columns().items())


def compared(own: Reproduced | None = None, moments: set[str] | None = None) -> pl.DataFrame:
    frame = published_vs_reproduced(published(), own or reproduced(), planted_moments=moments)
    PublishedVsReproduced.validate(frame)
    return frame


def row(frame: pl.DataFrame, exhibit: str, row_key: str, column: str) -> dict:
    return frame.row(
        by_predicate=(pl.col("exhibit") == exhibit) & (pl.col("row_key") == row_key) & (pl.col("column") == column),
        named=True,
    )


def with_number(frame: pl.DataFrame, row_is: pl.Expr, column: str, value: float | None) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(row_is).then(pl.lit(value, dtype=frame.schema[column])).otherwise(column).alias(column)
    )


def with_table_4(outcome: str, column: str, value: float | None) -> Reproduced:
    own = reproduced()
    is_row = (pl.col("outcome") == outcome) & (pl.col("control_group") == "national") & ~pl.col("group_trends")
    return Reproduced(**(vars(own) | {"table_4": with_number(own.table_4, is_row, column, value)}))


def with_table_3(row_name: str, value: float | None) -> Reproduced:
    own = reproduced()
    return Reproduced(**(vars(own) | {"table_3": with_number(own.table_3, pl.col("row") == row_name, "pilot", value)}))


def test_every_number_of_the_tables_stands_there_once():
    counts = dict(compared().group_by("exhibit").len().iter_rows())
    assert counts == {
        "table_3": 11 * 3,
        "table_4": 24 * 4,
        "case_table_8_7": 2,
        "case_figures_8": 6 * 3,
        "case_offices_3_1": 15 * 3,
    }


def test_equal_numbers_agree_unless_the_sources_contradict_each_other():
    frame = compared()
    assert set(frame["status"]) == {"agrees", "source_contradiction"}
    found = frame.filter(pl.col("status") == "source_contradiction").select("exhibit", "row_key", "column").rows()
    assert found == [
        ("table_3", "lost_workdays", "pilot"),
        ("table_3", "lost_workdays", "control_national"),
        ("table_3", "lost_workdays", "control_trondelag"),
        ("case_figures_8", "2", "summoned"),
        ("case_figures_8", "2", "exempted"),
    ]


def test_the_contradiction_of_table_3_is_found_in_the_tables_and_not_written_down():
    tables = published()
    assert contradicted_rows(tables.table_3, tables.table_4) == {"lost_workdays"}
    is_row = pl.col("row") == "lost_workdays"
    mended = with_number(
        with_number(tables.table_3, is_row, "control_national", "110.8"), is_row, "control_trondelag", "108"
    )
    assert contradicted_rows(mended, tables.table_4) == set()
    broken = with_number(tables.table_3, pl.col("row") == "duration_days", "control_national", "244.6")
    assert contradicted_rows(broken, tables.table_4) == {"lost_workdays", "duration_days"}


def test_numbers_that_differ_by_rounding_alone_do_not_contradict_each_other():
    tables = published()
    rounded = with_number(tables.table_3, pl.col("row") == "duration_days", "control_national", "244")
    assert contradicted_rows(rounded, tables.table_4) == {"lost_workdays"}


def test_the_figures_of_a_mended_case_agree():
    own = reproduced()
    figures = own.case_figures_8.with_columns(published_summoned="summoned", published_exempted="exempted")
    frame = compared(Reproduced(**(vars(own) | {"case_figures_8": figures})))
    assert set(frame.filter(pl.col("exhibit") == "case_figures_8")["status"]) == {"agrees"}


@pytest.mark.parametrize(("value", "status"), [(-8.09 + 1.95 * 1.32, "agrees"), (-8.09 - 1.97 * 1.32, "differs")])
def test_an_estimate_agrees_within_1_96_published_standard_errors(value, status):
    found = row(compared(with_table_4("meeting", "estimate", value)), "table_4", "meeting/national/false", "estimate")
    assert (found["status"], found["se_source"]) == (status, "published")
    assert found["difference_in_se"] == pytest.approx((value + 8.09) / 1.32)


@pytest.mark.parametrize(("value", "status"), [(1.324, "agrees"), (1.326, "differs")])
def test_a_number_without_standard_error_agrees_within_half_a_printed_unit(value, status):
    found = row(compared(with_table_4("meeting", "std_error", value)), "table_4", "meeting/national/false", "std_error")
    assert (found["status"], found["se_source"], found["difference_in_se"]) == (status, None, None)


@pytest.mark.parametrize(("share", "status"), [(27.9, "agrees"), (28.2, "differs")])
def test_a_share_of_table_3_agrees_within_its_binomial_standard_error(share, status):
    # 1.96 times the square root of 27 x 73 / 7456 is 1.008
    found = row(compared(with_table_3("meeting_share_pct", share)), "table_3", "meeting_share_pct", "pilot")
    assert (found["status"], found["se_source"]) == (status, "binomial")


def test_the_binomial_standard_error_is_the_spread_of_simulated_shares():
    shares = 100 * np.random.default_rng(1).binomial(500, 0.3, 40000) / 500
    # the spread of 40,000 draws has a standard error of 0.4 percent
    assert binomial_std_error(30.0, 500) == pytest.approx(shares.std(), rel=0.02)


def test_a_number_that_was_not_reproduced_is_not_comparable():
    found = row(
        compared(with_table_4("aap_transition", "estimate", None)),
        "table_4",
        "aap_transition/national/false",
        "estimate",
    )
    assert (found["status"], found["reproduced"], found["difference"]) == ("not_comparable", None, None)


def test_a_row_that_is_not_there_is_not_comparable():
    own = reproduced()
    frame = compared(Reproduced(**(vars(own) | {"table_4": own.table_4.head(0)})))
    assert set(frame.filter(pl.col("exhibit") == "table_4")["status"]) == {"not_comparable"}


def test_difference_is_reproduced_less_published():
    found = row(compared(with_table_3("duration_days", 250.0)), "table_3", "duration_days", "pilot")
    assert found["difference"] == pytest.approx(3.8)


def test_origin_tells_planted_from_emergent_and_is_null_on_real_data():
    moments = {"table_3/meeting_share_pct/pilot", "table_4/meeting/national/false/estimate"}
    frame = compared(moments=moments)
    assert row(frame, "table_3", "meeting_share_pct", "pilot")["origin"] == "planted"
    assert row(frame, "table_4", "meeting/national/false", "estimate")["origin"] == "planted"
    assert row(frame, "table_4", "meeting/national/true", "estimate")["origin"] == "emergent"
    assert row(frame, "case_figures_8", "1", "summoned")["origin"] is None
    assert compared()["origin"].null_count() == frame.height


@pytest.mark.parametrize(("printed", "expected"), [("27", 0.5), ("32.7", 0.05), ("259.10", 0.005), ("-8.09", 0.005)])
def test_half_a_unit_follows_the_printed_digits(printed, expected):
    assert half_unit(printed) == pytest.approx(expected)


def test_exemptions_per_case_worker_are_counted_in_the_table():
    frame = compared()
    assert row(frame, "case_table_8_7", "exemptions_per_case_worker_min", "exempted")["reproduced"] == 1
    assert row(frame, "case_table_8_7", "exemptions_per_case_worker_max", "exempted")["reproduced"] == 4
