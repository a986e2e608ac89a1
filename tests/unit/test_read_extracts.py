"""Reading extracts: every storage a register may come in, and every way a file can be bad."""

from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from extract_builders import valid_extracts, write_extracts
from polars.testing import assert_frame_equal
from verify_helpers import SETTINGS, assert_no_values, told

from dialogmote.contracts.extracts import EXTRACTS, register_names
from dialogmote.registers.read import MAY_BE_EMPTY, read_extract, read_extracts
from dialogmote.registers.verify import Verification, verify_extracts

SPELL = "sykefravar_tilfelle"
MARK = 731_731_731


def write(folder: Path, extract: str, frame: pl.DataFrame, name: str | None = None) -> str:
    path = folder / (name or f"{extract}.parquet")
    frame.write_parquet(path)
    return str(path)


def read_one(folder, extract, frame, column_names=None):
    return read_extract([write(folder, extract, frame)], extract, column_names or {})


def problems(result):
    return [(problem.column, problem.rule, problem.rows) for problem in result.problems]


def verify_sources(sources, column_names=None) -> Verification:
    return verify_extracts(read_extracts(sources, column_names or {}), SETTINGS)


# ---- storage that is fine


def _as_integers(frame: pl.DataFrame, dtype: pl.DataType) -> pl.DataFrame:
    return frame.with_columns(pl.selectors.integer().cast(dtype))


STORAGES = {
    "as it is": lambda frame: frame,
    "timestamps in ms": lambda frame: frame.with_columns(pl.selectors.datetime().dt.cast_time_unit("ms")),
    "timestamps in ns": lambda frame: frame.with_columns(pl.selectors.datetime().dt.cast_time_unit("ns")),
    "32-bit integers": lambda frame: _as_integers(frame, pl.Int32),
    "unsigned integers": lambda frame: _as_integers(frame, pl.UInt64),
    "128-bit integers": lambda frame: _as_integers(frame, pl.Int128),
    "strings as dictionary": lambda frame: frame.with_columns(pl.col(pl.String).cast(pl.Categorical)),
    "rows in reverse": lambda frame: frame.reverse(),
    "rows shuffled": lambda frame: frame.sample(fraction=1, shuffle=True, seed=7),
    "columns in reverse": lambda frame: frame.select(frame.columns[::-1]),
}


@pytest.mark.parametrize("storage", STORAGES)
def test_valid_register_passes_in_every_storage_and_comes_out_the_same(tmp_path, storage):
    plain, stored = tmp_path / "plain", tmp_path / "stored"
    plain.mkdir()
    stored.mkdir()
    expected = verify_sources(write_extracts(plain, valid_extracts()))
    frames = {name: STORAGES[storage](frame) for name, frame in valid_extracts().items()}
    verification = verify_sources(write_extracts(stored, frames))
    assert told(verification) == []
    for extract, frame in expected.extracts.items():
        assert_frame_equal(verification.extracts[extract], frame)


def test_every_extract_comes_out_in_the_contracts_columns_and_types(tmp_path):
    verification = verify_sources(write_extracts(tmp_path, valid_extracts()))
    for extract, contract in EXTRACTS.items():
        frame = verification.extracts[extract]
        assert dict(frame.schema) == {name: column.dtype for name, column in contract.columns().items()}
        assert frame.height == valid_extracts()[extract].height


def test_pyarrow_types_pass(tmp_path):
    # Seconds, large and dictionary-encoded strings and small unsigned integers, as pyarrow stores them.
    path = tmp_path / "events.parquet"
    table = valid_extracts()["dialogmote_hendelse"].to_arrow()
    for name, type_ in (
        ("dialogmote_tidspunkt", pa.timestamp("s")),
        ("hendelse_tidspunkt", pa.timestamp("ns")),
        ("kildesystem", pa.large_string()),
        ("unntakarsak", pa.string()),
        ("fk_person1", pa.uint8()),
    ):
        table = table.set_column(table.column_names.index(name), name, table[name].cast(type_))
    place = table.column_names.index("hendelse")
    table = table.set_column(place, "hendelse", table["hendelse"].cast(pa.string()).dictionary_encode())
    pq.write_table(table, path)
    result = read_extract([str(path)], "dialogmote_hendelse", {})
    assert result.problems == ()
    names = {there: ours for ours, there in register_names("dialogmote_hendelse").items()}
    assert_frame_equal(result.frame, valid_extracts()["dialogmote_hendelse"].rename(names))


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_folder_of_parts_is_read_as_one_extract(tmp_path, parts):
    sources = write_extracts(tmp_path, valid_extracts())
    whole = verify_sources(sources)
    for extract in (SPELL, "motebehov", "nav_enhet"):
        frame = valid_extracts()[extract]
        sources[extract] = [
            write(tmp_path, extract, frame.gather_every(parts, offset), f"{extract}-{offset}.parquet")
            for offset in range(parts)
        ]
    verification = verify_sources(sources)
    assert told(verification) == []
    for extract, frame in whole.extracts.items():
        assert_frame_equal(verification.extracts[extract], frame)


def test_parts_with_other_dictionaries_fit_together(tmp_path):
    frame = valid_extracts()["person"].with_columns(pl.col("sivilstand").cast(pl.Categorical))
    enum = frame.with_columns(pl.col("sivilstand").cast(pl.Enum(["UGIFT", "GIFT", "SKILT", "ENKE", "PARTNER"])))
    paths = [
        write(tmp_path, "person", frame.head(4), "a.parquet"),
        write(tmp_path, "person", enum.tail(4), "b.parquet"),
    ]
    result = read_extract(paths, "person", {})
    assert result.problems == ()
    assert result.frame["marital_status"].to_list() == valid_extracts()["person"]["sivilstand"].to_list()


def test_order_of_the_paths_means_nothing(tmp_path):
    frame = valid_extracts()["person"]
    paths = [write(tmp_path, "person", part, f"{i}.parquet") for i, part in enumerate((frame.head(3), frame.tail(5)))]
    assert_frame_equal(read_extract(paths, "person", {}).frame, read_extract(paths[::-1], "person", {}).frame)


def test_renamed_columns_are_read_and_told_of_by_both_names(tmp_path):
    names = {"fk_person1": "pid", "fra_dato": "start", "til_dato": "slutt"}
    frame = valid_extracts()["aap"].with_columns(til_dato=pl.lit(None, pl.Date)).rename(names)
    frame = frame.with_columns(pid=pl.when(pl.col("pid") == 102).then(None).otherwise("pid"))
    sources = {**write_extracts(tmp_path, valid_extracts()), "aap": [write(tmp_path, "aap", frame)]}
    verification = verify_sources(sources, {"aap": names})
    assert told(verification) == [("aap", "fk_person1", "null", 1)]
    assert "aap.fk_person1 (pid in the file): rule null: 1 row:" in verification.violations["message"].item()
    assert verification.failed_rows["aap", "null"].columns == ["pid", "start", "slutt"]


def test_further_columns_are_ignored_and_listed(tmp_path):
    frame = valid_extracts()["aap"].with_columns(vedtak=pl.lit("x"), aktivitetsfase=pl.lit(1))
    result = read_one(tmp_path, "aap", frame)
    assert (problems(result), result.ignored_columns) == ([], ("aktivitetsfase", "vedtak"))
    assert result.frame.columns == ["person_id", "from_date", "to_date"]


def test_areas_may_be_absent_and_come_out_empty(tmp_path):
    sources = write_extracts(tmp_path, valid_extracts())
    del sources["nav_enhet_omrade"]
    verification = verify_sources(sources)
    assert told(verification) == []
    assert verification.extracts["nav_enhet_omrade"].shape == (0, 2)


# ---- files that are not fine


@pytest.mark.parametrize("extract", [name for name in EXTRACTS if name != "nav_enhet_omrade"])
def test_missing_extract_is_told_and_the_others_are_checked(tmp_path, extract):
    frames = valid_extracts()
    other = "person" if extract != "person" else "nav_enhet"
    frames[other] = frames[other].drop("gyldig_fra_dato", "pilot", strict=False)
    sources = write_extracts(tmp_path, frames)
    del sources[extract]
    found = told(verify_sources(sources))
    assert (extract, "", "file_missing", 0) in found
    assert (other, "gyldig_fra_dato" if other == "person" else "pilot", "column_missing", 0) in found
    assert len(found) == 2


def test_path_without_a_file_is_told(tmp_path):
    assert problems(read_extract([str(tmp_path / "aap.parquet")], "aap", {})) == [("", "file_missing", 0)]


def _bytes_of(folder: Path) -> bytes:
    return Path(write(folder, "person", valid_extracts()["person"], "good.parquet")).read_bytes()


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda data: b"", "file_empty"),
        (lambda data: data[:3], "file_not_parquet"),
        (lambda data: b"fk_person1;fodt_dato\n1;2\n" * 9, "file_not_parquet"),
        (lambda data: data[:4], "file_truncated"),
        (lambda data: data[: len(data) // 2], "file_truncated"),
        (lambda data: data[:-1], "file_truncated"),
        (lambda data: b"PAR1" + b"\0" * 40 + b"PAR1", "file_unreadable"),
        (lambda data: data[:4] + b"\xff" * 200 + data[204:], "file_unreadable"),
        (lambda data: data[:-200] + b"\xff" * 190 + data[-10:], "file_unreadable"),
    ],
)
def test_bad_file_is_told_by_what_is_wrong_with_it(tmp_path, spoil, rule):
    path = tmp_path / "person.parquet"
    path.write_bytes(spoil(_bytes_of(tmp_path)))
    result = read_extract([str(path)], "person", {})
    assert problems(result) == [("", rule, 0)]
    assert result.frame is None
    assert str(tmp_path) not in result.problems[0].text


def test_bad_parts_of_an_extract_are_told_by_name_in_one_problem_a_rule(tmp_path):
    good = _bytes_of(tmp_path)
    for name, data in (("a", good), ("b", b""), ("c", b""), ("d", good[:-9])):
        (tmp_path / f"{name}.parquet").write_bytes(data)
    result = read_extract([str(tmp_path / f"{name}.parquet") for name in "abcd"], "person", {})
    assert problems(result) == [("", "file_empty", 0), ("", "file_truncated", 0)]
    assert "b.parquet" in result.problems[0].text and "c.parquet" in result.problems[0].text


@pytest.mark.parametrize("extract", [name for name in EXTRACTS if name not in MAY_BE_EMPTY])
def test_extract_without_rows_is_told(tmp_path, extract):
    result = read_one(tmp_path, extract, valid_extracts()[extract].clear())
    assert problems(result) == [("", "no_rows", 0)]


# ---- columns that are not fine


@pytest.mark.parametrize(
    ("extract", "column"),
    [(extract, column) for extract in EXTRACTS for column in register_names(extract).values()],
)
def test_missing_column_is_told(tmp_path, extract, column):
    sources = write_extracts(tmp_path, {**valid_extracts(), extract: valid_extracts()[extract].drop(column)})
    found = told(verify_sources(sources))
    assert (extract, column, "column_missing", 0) in found
    assert {rule for _, _, rule, _ in found} <= {"column_missing"}


@pytest.mark.parametrize(
    ("column", "misspelt"),
    [("sykefravar_fra_dato", "sykefravaer_fra_dato"), ("gj_uforg", "GJ_UFORG"), ("fk_person1", "fk_person")],
)
def test_misspelt_column_is_told_with_the_near_name(tmp_path, column, misspelt):
    result = read_one(tmp_path, SPELL, valid_extracts()[SPELL].rename({column: misspelt}))
    assert problems(result) == [(column, "column_missing", 0)]
    assert f"(did you mean {misspelt}?)" in result.problems[0].text


def test_column_unlike_any_other_gets_no_suggestion(tmp_path):
    result = read_one(tmp_path, "aap", valid_extracts()["aap"].rename({"til_dato": "x"}))
    assert "did you mean" not in result.problems[0].text


@pytest.mark.parametrize(
    ("extract", "column", "dtype", "words"),
    [
        (SPELL, "tilfelle_id", pl.String, "String, not Int64"),
        (SPELL, "tilfelle_id", pl.Float64, "Float64, not Int64"),
        (SPELL, "sektor", pl.Float32, "Float32, not Int8"),
        (SPELL, "sykefravar_fra_dato", pl.Datetime("us"), "Datetime, not Date"),
        (SPELL, "sykefravar_fra_dato", pl.String, "String, not Date"),
        (SPELL, "stillingsprosent", pl.Int64, "Int64, not Float64"),
        (SPELL, "stillingsprosent", pl.Float32, "Float32, not Float64"),
        (SPELL, "nav_enhet_kode", pl.Int64, "Int64, not String"),
        (SPELL, "nav_enhet_kode", pl.Binary, "Binary, not String"),
        (SPELL, "tilfelle_id", pl.Decimal(38, 0), "Decimal, not Int64"),
        ("motebehov", "har_motebehov", pl.Int8, "Int8, not Boolean"),
        ("motebehov", "opprettet_dato", pl.Date, "Date, not Datetime"),
        ("motebehov", "opprettet_dato", pl.Datetime("us", "Europe/Oslo"), "Datetime with a time zone, not Datetime"),
        ("motebehov", "innmelder_type", pl.Null, "without a type (all null), not String"),
    ],
)
def test_column_of_another_type_is_told_and_the_others_are_read(tmp_path, extract, column, dtype, words):
    frame = valid_extracts()[extract]
    other = pl.lit(None, pl.Null) if dtype == pl.Null else pl.col(column).cast(dtype)
    result = read_one(tmp_path, extract, frame.with_columns(other.alias(column)))
    assert problems(result) == [(column, "column_type", 0)]
    assert words in result.problems[0].text
    assert result.frame.width == frame.width - 1 and result.frame.height == frame.height


def test_type_of_a_dictionary_is_told_without_its_categories(tmp_path):
    frame = valid_extracts()["motebehov"].with_columns(
        fk_person1_sm=pl.Series(["HEMMELIG"] * 5, dtype=pl.Enum(["HEMMELIG"]))
    )
    result = read_one(tmp_path, "motebehov", frame)
    assert problems(result) == [("fk_person1_sm", "column_type", 0)]
    assert "HEMMELIG" not in result.problems[0].text


@pytest.mark.parametrize(
    ("extract", "column", "dtype", "value"),
    [
        (SPELL, "sektor", pl.Int64, MARK),
        (SPELL, "tilfelle_id", pl.UInt64, 2**63 + MARK),
        (SPELL, "fk_person1", pl.Int128, -(2**80) - MARK),
        ("person", "fk_dim_kjonn", pl.Int64, 2**31 + MARK),
    ],
)
def test_integer_that_does_not_fit_is_told_with_its_row(tmp_path, extract, column, dtype, value):
    frame = valid_extracts()[extract]
    values = [value, *frame[column].to_list()[1:]]
    changed = frame.with_columns(pl.Series(column, values, dtype=dtype))
    sources = write_extracts(tmp_path, {**valid_extracts(), extract: changed})
    verification = verify_sources(sources)
    assert told(verification) == [(extract, column, "does_not_fit", 1)]
    assert_frame_equal(verification.failed_rows[extract, "does_not_fit"], changed.head(1))
    assert_no_values(verification)


def test_time_that_does_not_fit_is_told(tmp_path):
    frame = valid_extracts()["motebehov"]
    values = [2**62, *frame["opprettet_dato"].dt.cast_time_unit("ms").to_physical().to_list()[1:]]
    changed = frame.with_columns(opprettet_dato=pl.Series(values).cast(pl.Datetime("ms")))
    result = read_one(tmp_path, "motebehov", changed)
    assert problems(result) == [("opprettet_dato", "does_not_fit", 1)]


def test_answers_within_one_microsecond_stay_apart(tmp_path):
    # The last answer counts, so a unit that made two times equal would change which one that is.
    frame = valid_extracts()["motebehov"]
    stored = [1_648_684_800_000_000_000 + step for step in range(frame.height)]
    changed = frame.with_columns(opprettet_dato=pl.Series(stored).cast(pl.Datetime("ns")))
    assert read_one(tmp_path, "motebehov", changed).frame["created_time"].to_physical().to_list() == stored


def test_unknown_name_in_the_configured_columns_is_told(tmp_path):
    result = read_one(tmp_path, "aap", valid_extracts()["aap"], {"fra_datoo": "start"})
    assert problems(result) == [("fra_datoo", "column_name_unknown", 0)]
    assert "(did you mean fra_dato?)" in result.problems[0].text


def test_one_column_for_two_names_is_told(tmp_path):
    result = read_one(tmp_path, "aap", valid_extracts()["aap"], {"til_dato": "fra_dato"})
    assert problems(result) == [("fra_dato, til_dato", "column_mapped_twice", 0)]
    assert result.frame.columns == ["person_id"]


# ---- parts


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.drop("til_dato"),
        lambda frame: frame.rename({"til_dato": "tildato"}),
        lambda frame: frame.with_columns(pl.col("til_dato").cast(pl.String)),
        lambda frame: frame.with_columns(pl.col("til_dato").cast(pl.Datetime("us"))),
    ],
)
def test_parts_with_different_schemas_are_told_with_parts_and_columns(tmp_path, change):
    frame = valid_extracts()["aap"]
    paths = [write(tmp_path, "aap", frame, "a.parquet"), write(tmp_path, "aap", change(frame), "b.parquet")]
    result = read_extract(paths, "aap", {})
    assert problems(result) == [("", "part_schemas_differ", 0)]
    for word in ("a.parquet", "b.parquet", "til_dato"):
        assert word in result.problems[0].text


def test_parts_with_columns_in_another_order_are_no_error(tmp_path):
    frame = valid_extracts()["aap"]
    paths = [
        write(tmp_path, "aap", frame.head(1), "a.parquet"),
        write(tmp_path, "aap", frame.select(frame.columns[::-1]).tail(1), "b.parquet"),
    ]
    result = read_extract(paths, "aap", {})
    assert result.problems == ()
    assert result.frame["person_id"].to_list() == frame["fk_person1"].to_list()


# ---- areas


def test_column_without_a_type_is_read_where_null_is_allowed(tmp_path):
    frame = valid_extracts()["motebehov"].with_columns(pl.lit(None, pl.Null).alias("tildelt_enhet"))
    result = read_one(tmp_path, "motebehov", frame)
    assert result.problems == ()
    assert result.frame["assigned_office"].null_count() == frame.height


def test_nobody_need_be_pregnant(tmp_path):
    assert read_one(tmp_path, "svangerskap", valid_extracts()["svangerskap"].clear()).problems == ()


def test_part_whose_column_holds_only_null_fits_the_others(tmp_path):
    frame = valid_extracts()["aap"]
    bare = frame.with_columns(pl.lit(None, pl.Null).alias("til_dato"))
    paths = [write(tmp_path, "aap", bare, "a.parquet"), write(tmp_path, "aap", frame, "b.parquet")]
    result = read_extract(paths, "aap", {})
    assert result.problems == ()
    assert result.frame["to_date"].dtype == pl.Date
    assert result.frame["to_date"].null_count() == frame.height + frame["til_dato"].null_count()


def test_parts_that_differ_are_told_even_when_the_first_holds_only_null(tmp_path):
    frame = valid_extracts()["aap"]
    others = [frame.with_columns(pl.lit(None, pl.Null).alias("til_dato")), frame]
    others.append(frame.with_columns(pl.col("til_dato").cast(pl.String)))
    paths = [write(tmp_path, "aap", part, f"{name}.parquet") for name, part in zip("abc", others, strict=True)]
    assert problems(read_extract(paths, "aap", {})) == [("", "part_schemas_differ", 0)]
