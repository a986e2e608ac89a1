"""config.yaml against its schema."""

import copy
from pathlib import Path

import pytest
import yaml

from dialogmote.errors import InputError
from dialogmote.settings import check_dates, check_settings, list_departures, spell_out_dates

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())
SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())


def changed(path, value):
    config = copy.deepcopy(CONFIG)
    place = config
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return config


def test_config_as_it_stands_is_valid():
    check_settings(CONFIG, SCHEMA)


def test_schema_has_no_defaults():
    assert "default" not in yaml.safe_dump(SCHEMA).replace("defaults", "")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        (("seasons",), "season"),
        (("register", "scal"), "scale"),
        (("season", "first_yr"), "first_year"),
        (("extracts", "sykefravaer_tilfelle"), "sykefravar_tilfelle"),
        (("bootstrap", "draw"), "draws"),
    ],
)
def test_unknown_key_is_refused_with_the_near_one(path, near):
    with pytest.raises(InputError, match=f"unknown key '{path[-1]}'; did you mean '{near}'"):
        check_settings(changed(path, 1), SCHEMA)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("register", "scale"), 0.001),
        (("register", "scale"), "half"),
        (("register", "source"), "real"),
        (("study", "first_start"), "2015-02-30"),
        (("study", "first_start"), "1 January 2015"),
        (("season", "adjust"), "yes"),
        (("languages",), []),
        (("languages",), ["sv"]),
        (("disclosure", "profile"), "lenient"),
        (("extracts", "allow_short_follow_up"), ["persons"]),
        (("periods",), []),
    ],
)
def test_value_out_of_bounds_is_refused_by_its_name(path, value):
    with pytest.raises(InputError, match=path[0]):
        check_settings(changed(path, value), SCHEMA)


def test_all_problems_are_listed_at_once():
    config = changed(("register", "seed"), -1) | {"wrong": 1}
    with pytest.raises(InputError) as error:
        check_settings(config, SCHEMA)
    assert "register.seed" in str(error.value) and "wrong" in str(error.value)


def test_extracts_need_a_path():
    with pytest.raises(InputError, match=r"register\.path"):
        check_settings(changed(("register", "source"), "extracts"), SCHEMA)


def test_dates_may_stand_without_quotes():
    config = yaml.safe_load("study: {first_start: 2016-01-01}\nperiods: [{last_start: 2017-12-31}]")
    assert spell_out_dates(config) == {
        "study": {"first_start": "2016-01-01"},
        "periods": [{"last_start": "2017-12-31"}],
    }


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("study", "last_start"), "2018-12-31", "period 3 reaches outside the study window"),
        (("study", "first_start"), "2017-02-01", "period 0 reaches outside the study window"),
        (("study", "last_start"), "2014-12-31", "study.last_start: lies before study.first_start"),
        (("periods",), CONFIG["periods"][::-1], "in this order"),
        (("season", "last_year"), 2014, "season.last_year"),
    ],
)
def test_dates_that_contradict_each_other_are_refused(path, value, says):
    check_settings(changed(path, value), SCHEMA)
    with pytest.raises(InputError, match=says):
        check_dates(changed(path, value))


def test_dates_as_they_stand_agree():
    check_dates(CONFIG)


def test_config_as_it_stands_is_the_articles():
    assert list_departures(CONFIG) == []


def test_departures_from_the_article_are_listed_by_key():
    config = changed(("season", "adjust"), False)
    config["periods"][3]["first_start"] = "2018-12-16"
    assert list_departures(config) == ["periods", "season.adjust"]
