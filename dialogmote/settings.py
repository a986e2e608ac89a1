"""Checking the configuration: every key known, typed and in bounds, all problems in one message."""

import difflib
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError

from dialogmote.errors import InputError

WHERE = "config.yaml, or what was laid over it:"
# 366.0 is a whole number to JSON Schema and none to what counts with it; NaN is within any bounds.
TYPES = Draft202012Validator.TYPE_CHECKER.redefine_many(
    {
        "integer": lambda _, value: isinstance(value, int) and not isinstance(value, bool),
        "number": lambda _, value: (
            isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        ),
    }
)
# How YAML reads other numbers than it shows: 1:30 is 90, 0123 is 83, 0x10 is 16.
ODD_NUMBER = re.compile(r"[-+]?(0[0-9_]+|0[xXbBoO][0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)")


def check_spelling(text: str, name: str) -> None:
    """Raise `InputError` when the YAML in `text`, of the file `name`, does not say what it seems to say.

    A key that stands twice counts by its last place, and some numbers are read as others; YAML tells neither.
    """
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        reason = getattr(error, "problem", None) or "a character that is not allowed"
        raise InputError(f"{name}{line}: not valid YAML: {reason}") from None
    problems = [] if tree is None else list(_misspelt(tree, ()))
    if problems:
        raise InputError(f"{name}:\n" + "\n".join(f"  {line}" for line in problems))


def _is_date(text: str) -> bool:
    """Whether YAML can read a date or a time from what looks like one."""
    try:
        yaml.safe_load(text)
    except ValueError:
        return False
    return True


def _misspelt(node: yaml.Node, place: tuple[str, ...]) -> Iterator[str]:
    """What in a part of the tree reads otherwise than it looks, each with its key and line."""
    where = f"{'.'.join(place) or 'top level'} (line {node.start_mark.line + 1})"
    if isinstance(node, yaml.ScalarNode):
        if node.style is None and ODD_NUMBER.fullmatch(node.value):
            yield f"{where}: {node.value} is a number of another base to YAML; write it plainly, or in quotes"
        elif node.tag == "tag:yaml.org,2002:timestamp" and not _is_date(node.value):
            yield f"{where}: {node.value} looks like a date and is none"
    elif isinstance(node, yaml.SequenceNode):
        for number, inner in enumerate(node.value):
            yield from _misspelt(inner, (*place, str(number)))
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, inner in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in seen:
                yield f"{'.'.join((*place, name))} (line {key.start_mark.line + 1}): the key stands twice; keep one"
            seen.add(name)
            yield from _misspelt(inner, (*place, name))


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
    strict = validators.extend(Draft202012Validator, type_checker=TYPES)
    validator = strict(schema, format_checker=FormatChecker())
    problems = [line for error in validator.iter_errors(config) for line in _describe(error)]
    if problems:
        raise InputError(f"{WHERE}\n" + "\n".join(f"  {line}" for line in sorted(problems)))


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
    problems += _check_season(config["season"], first, last)
    if config["definitions"]["aap_last_day"] < config["definitions"]["aap_first_day"]:
        problems.append("definitions.aap_last_day: lies before definitions.aap_first_day")
    if problems:
        raise InputError(f"{WHERE}\n" + "\n".join(f"  {line}" for line in problems))


def _check_season(season: Mapping[str, Any], first: str, last: str) -> list[str]:
    """What is wrong with the years of the season step: every calendar month of them has to be in the study window."""
    if season["last_year"] < season["first_year"]:
        return ["season.last_year: lies before season.first_year"]
    window = "the study window (study.first_start, study.last_start)"
    problems = []
    if f"{season['first_year']}-01-01" < first:
        problems.append(f"season.first_year: begins before {window}")
    if f"{season['last_year']}-12-31" > last:
        problems.append(f"season.last_year: ends after {window}")
    return problems


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
