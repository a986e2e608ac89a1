"""Read a mapping as nested dataclasses, with errors that name the key."""

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from dialogmote.errors import InputError


def read_as(kind: Any, value: Any, where: str) -> Any:
    """A value as the type `kind`, or `InputError` that names its key."""
    if is_dataclass(kind):
        return _read_dataclass(kind, value, where)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and isinstance(value, list):
        return tuple(read_as(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is dict and isinstance(value, Mapping):
        return {read_as(arguments[0], k, where): read_as(arguments[1], v, f"{where}.{k}") for k, v in value.items()}
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(kind, type) and not isinstance(kind, types.GenericAlias) and type(value) is kind:
        return value
    raise InputError(f"{where}: expected {getattr(kind, '__name__', kind)}, found {type(value).__name__}")


def _read_dataclass(kind: Any, value: Any, where: str) -> Any:
    """A mapping as the dataclass `kind`: every field, nothing else."""
    if not isinstance(value, Mapping):
        raise InputError(f"{where}: expected the keys {', '.join(f.name for f in fields(kind))}")
    types_by_name = typing.get_type_hints(kind)
    names = [f.name for f in fields(kind)]
    unknown = [str(key) for key in value if key not in names]
    missing = [name for name in names if name not in value]
    if unknown or missing:
        problems = [f"unknown key {where}.{key}" for key in unknown] + [f"missing key {where}.{key}" for key in missing]
        raise InputError("; ".join(problems))
    return kind(**{name: read_as(types_by_name[name], value[name], f"{where}.{name}") for name in names})
