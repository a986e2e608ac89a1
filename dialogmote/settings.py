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
