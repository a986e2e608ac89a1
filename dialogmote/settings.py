"""Checking the configuration: every key known, typed and in bounds, all problems in one message."""

import difflib
from collections.abc import Mapping
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from dialogmote.errors import InputError


def spell_out_dates(value: Any) -> Any:
    """The configuration with every date as ISO text: YAML reads 2018-10-23 without quotes as a date of its own."""
    if isinstance(value, Mapping):
        return {key: spell_out_dates(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [spell_out_dates(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def check_settings(config: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    """Raise `InputError` that lists every way in which `config` breaks `schema`.

    An unknown key is refused, with the near key that may have been meant.
    """
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    problems = [line for error in validator.iter_errors(config) for line in _describe(error)]
    if problems:
        raise InputError(
            "config.yaml, or what was laid over it:\n" + "\n".join(f"  {line}" for line in sorted(problems))
        )


def check_dates(config: Mapping[str, Any]) -> None:
    """Raise `InputError` when dates of a configuration that keeps its schema contradict each other.

    A period that reaches outside the study window would silently be cut; periods out of order would be mistaken for
    one another.
    """
    first, last = config["study"]["first_start"], config["study"]["last_start"]
    problems = [] if first <= last else ["study.last_start: lies before study.first_start"]
    if [period["period"] for period in config["periods"]] != [0, 1, 2, 3]:
        problems.append("periods: the periods 0, 1, 2 and 3 are wanted, each once and in this order")
    problems += [
        f"periods: period {period['period']} reaches outside the study window (study.first_start, study.last_start)"
        for period in config["periods"]
        if period["first_start"] < first or period["last_start"] > last
    ]
    if config["season"]["last_year"] < config["season"]["first_year"]:
        problems.append("season.last_year: lies before season.first_year")
    if problems:
        raise InputError("config.yaml, or what was laid over it:\n" + "\n".join(f"  {line}" for line in problems))


# What the article's exhibits are made of: the keys and values that its texts and dates stand for. Our choices where it
# leaves one open are in `config.yaml`, which has these values as they stand.
ARTICLE: Mapping[str, Any] = {
    "study.first_start": "2015-01-01",
    "study.last_start": "2021-12-31",
    "study.pilot_county": "Trøndelag",
    "periods": [
        {"period": 0, "first_start": "2017-01-01", "last_start": "2017-12-31"},
        {"period": 1, "first_start": "2018-01-01", "last_start": "2018-07-31"},
        {"period": 2, "first_start": "2018-08-01", "last_start": "2018-11-19"},
        {"period": 3, "first_start": "2018-11-20", "last_start": "2019-08-31"},
    ],
    "season.adjust": True,
    "season.first_year": 2015,
    "season.last_year": 2017,
}


def list_departures(config: Mapping[str, Any]) -> list[str]:
    """The keys in which a configuration departs from the article's set-up, for the report to say so."""
    return [key for key, value in ARTICLE.items() if _look_up(config, key) != value]


def _look_up(config: Mapping[str, Any], key: str) -> Any:
    for part in key.split("."):
        config = config[part]
    return config


def _describe(error: ValidationError) -> list[str]:
    schema: Any = error.schema
    place = ".".join(str(part) for part in error.absolute_path) or "top level"
    if error.validator != "additionalProperties":
        hint = schema.get("description", "")
        return [f"{place}: {error.message}" + (f" ({hint})" if hint else "")]
    known = list(schema.get("properties", {}))
    given: Any = error.instance
    return [f"{place}: {_describe_unknown(str(key), known)}" for key in given if key not in known]


def _describe_unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    meant = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
    return f"unknown key {key!r}{meant}"
