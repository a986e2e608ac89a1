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
