"""Mutations of config.yaml: wrong types, unknown keys, dates out of order, what YAML reads otherwise than it looks.

Each is the whole text of a file, for some of it is only seen in the text. `names` is what the error has to say (a key,
or the line); none: the run has to take it as what stands in `config.yaml`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "config.yaml").read_text(encoding="utf-8")
CONFIG = yaml.safe_load(TEXT)
WRONG: tuple[Any, ...] = (
    None,
    [],
    {},
    True,
    -1,
    1.5,
    float("nan"),
    float("inf"),
    10**40,
    "KANARIFUGL",
    [[]],
    {"a": 1},
    [1],
)


@dataclass(frozen=True)
class Setting:
    """One mutated configuration: its text, and what the error names."""

    name: str
    text: str
    names: str = ""


def setting_cases(seed: int) -> list[Setting]:
    """Every case; `seed` decides where keys are misspelt."""
    return [*_typed(), *_keys(Random(seed)), *_values(), *_written(), *_same()]


def _typed() -> Iterator[Setting]:
    """Every leaf and every branch with a value of another type."""
    for place, value in _places(CONFIG):
        for wrong in WRONG:
            if _may_stand(place, value, wrong):
                continue
            name = ".".join(map(str, place))
            yield Setting(f"type/{name}/{wrong!r}", _dumped(place, wrong), str(name))


def _may_stand(place: tuple[Any, ...], value: Any, wrong: Any) -> bool:
    """Whether a value is allowed there, or cannot be told from one that is."""
    if place[-1] == "columns":
        return wrong == {}
    if place[-1] in ("path", "pilot_county", "results") and isinstance(wrong, str):
        return True
    if place[-1] == "allow_short_follow_up" and wrong == []:
        return True
    if place == ("definitions", "public_sectors") and wrong == [1]:
        return True
    if place[-1] == "scale" and wrong == 1.5:
        return True
    if place[-1] == "adjust" and wrong is True:
        return True
    return type(wrong) is dict and wrong == value


def _places(tree: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if place:
        yield place, tree
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield from _places(value, (*place, key))


def _dumped(place: tuple[Any, ...], value: Any) -> str:
    config = yaml.safe_load(TEXT)
    there = config
    for key in place[:-1]:
        there = there[key]
    there[place[-1]] = value
    return yaml.safe_dump(config, allow_unicode=True)


def _keys(rng: Random) -> Iterator[Setting]:
    """Keys that are missing, unknown or written otherwise."""
    for place, _ in _places(CONFIG):
        if isinstance(place[-1], int):
            continue
        above, key = ".".join(map(str, place[:-1])), place[-1]
        config = yaml.safe_load(TEXT)
        there = config
        for part in place[:-1]:
            there = there[part]
        value = there.pop(key)
        yield Setting(f"key missing/{above}.{key}", yaml.safe_dump(config, allow_unicode=True), key)
        cut = rng.randrange(len(key))
        for what, name in (("misspelt", key[:cut] + key[cut + 1 :]), ("capitals", key.upper()), ("number", 7)):
            there[name] = value
            yield Setting(f"key {what}/{above}.{key}", yaml.safe_dump(config, allow_unicode=True), key)
            del there[name]


def _values() -> Iterator[Setting]:
    """Values of the right type that contradict others or are out of bounds."""
    period = ("periods", 2)
    for place, value, names in (
        (("study", "first_start"), "2022-01-01", "study.last_start"),
        (("study", "first_start"), "2015-02-30", "study.first_start"),
        (("study", "first_start"), "20150101", "study.first_start"),
        (("study", "first_start"), "2015-01-01T00:00:00", "study.first_start"),
        (("study", "first_start"), "2018-01-01", "period 0"),
        (("study", "last_start"), "2019-01-01", "period 3"),
        (("study", "last_start"), "0001-01-01", "study.last_start"),
        ((*period, "first_start"), "2018-07-01", "period 2"),
        ((*period, "first_start"), "2018-08-02", "period 2"),
        ((*period, "last_start"), "2018-07-01", "period 2"),
        ((*period, "last_start"), "2018-12-31", "period 3"),
        ((*period, "period"), 1, "periods"),
        (("periods",), CONFIG["periods"][::-1], "periods"),
        (("periods",), CONFIG["periods"][:3], "periods"),
        (("periods",), CONFIG["periods"] + CONFIG["periods"][:1], "periods"),
        (("season", "first_year"), 2018, "season.last_year"),
        (("season", "first_year"), 2014, "season.first_year"),
        (("season", "last_year"), 2022, "season.last_year"),
        (("season", "last_year"), 2017.0, "season.last_year"),
        (("definitions", "aap_first_day"), 549, "definitions.aap_last_day"),
        (("definitions", "aap_first_day"), 366.0, "definitions.aap_first_day"),
        (("definitions", "public_sectors"), [1.0, 2], "definitions.public_sectors"),
        (("definitions", "public_sectors"), [1, 1], "definitions.public_sectors"),
        (("definitions", "married_statuses"), ["gift"], "definitions.married_statuses"),
        (("disclosure", "profile"), "STRICT", "disclosure.profile"),
        (("disclosure", "profile"), "lenient", "disclosure.profile"),
        (("bootstrap", "draws"), 10000.0, "bootstrap.draws"),
        (("bootstrap", "draws"), 99, "bootstrap.draws"),
        (("bootstrap", "seed"), 2.0, "bootstrap.seed"),
        (("register", "seed"), 1.0, "register.seed"),
        (("register", "scale"), 0.0019, "register.scale"),
        (("register", "scale"), 1e308, "register.scale"),
        (("register", "source"), "extracts", "register.path"),
        (("languages",), ["sv"], "languages"),
        (("languages",), ["en", "en"], "languages"),
        (("extracts", "allow_short_follow_up"), ["person"], "extracts.allow_short_follow_up"),
        (("extracts", "person", "columns"), {"fk_person1": 5}, "extracts.person.columns.fk_person1"),
        (("extracts", "person", "columns"), {"fk_person1": ""}, "extracts.person.columns.fk_person1"),
        (("extracts", "person", "columns"), {5: "pid"}, "extracts.person.columns"),
    ):
        name = ".".join(map(str, place))
        yield Setting(f"value/{name}/{value!r}"[:90], _dumped(place, value), names)


def _written() -> Iterator[Setting]:
    """What only the text shows."""
    for what, old, new, names in (
        ("sexagesimal", "draws: 10000", "draws: 166:40", "bootstrap.draws"),
        ("octal", "draws: 10000", "draws: 023420", "bootstrap.draws"),
        ("hexadecimal", "draws: 10000", "draws: 0x2710", "bootstrap.draws"),
        ("sexagesimal fraction", "scale: 1.0", "scale: 0:1.0", "register.scale"),
        ("exponent without point", "scale: 1.0", "scale: 1e0", "register.scale"),
        ("no as a language", "languages: [en, nb]", "languages: [en, no]", "languages"),
        ("no as a county", "pilot_county: Trøndelag", "pilot_county: no", "study.pilot_county"),
        ("off as a profile", "profile: strict", "profile: off", "disclosure.profile"),
        ("none as nothing", "profile: strict", "profile: ~", "disclosure.profile"),
        ("key twice", "  seed: 20210101", "  seed: 1\n  seed: 20210101", "bootstrap.seed"),
        ("section twice", "languages: [en, nb]", "languages: [en, nb]\nstudy: {first_start: '2016-01-01'}", "study"),
        (
            "key twice below",
            "aap_first_day: 366",
            "aap_first_day: 1\n  aap_first_day: 366",
            "definitions.aap_first_day",
        ),
        ("key twice in a list", "{period: 0, first", "{period: 0, period: 0, first", "periods.0.period"),
        ("tab", "  adjust: true", "\tadjust: true", "line"),
        ("no blank after the colon", "adjust: true", "adjust:true", "line"),
        ("open quote", 'first_start: "2015-01-01"', 'first_start: "2015-01-01', "line"),
        ("open bracket", "languages: [en, nb]", "languages: [en, nb", "line"),
        ("wrong indent", "  profile: strict", " profile: strict\n   other: 1", "line"),
        ("NUL", "profile: strict", "profile: stri\0ct", "config.yaml"),
        ("date with time", 'first_start: "2015-01-01"', "first_start: 2015-01-01 00:00:00", "study.first_start"),
        ("day that is none", 'last_start: "2021-12-31"', "last_start: 2021-13-31", "study.last_start"),
        ("number of dots", "scale: 1.0", "scale: 1.0.0", "register.scale"),
        ("decimal comma", "scale: 1.0", "scale: 1,5", "register.scale"),
        ("not a number", "scale: 1.0", "scale: .nan", "register.scale"),
        ("infinite", "scale: 1.0", "scale: .inf", "register.scale"),
        ("no-break space", "  adjust: true", "\u00a0 adjust: true", "line"),
    ):
        assert old in TEXT
        yield Setting(f"written/{what}", TEXT.replace(old, new, 1), names)
    yield Setting("written/empty", "", "top level")
    yield Setting("written/a list", "- 1\n", "top level")
    yield Setting("written/a word", "KANARIFUGL\n", "top level")


def _same() -> Iterator[Setting]:
    """Other ways to write the same."""
    for what, text in {
        "dates without quotes": re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", TEXT),
        "on for true": TEXT.replace("adjust: true", "adjust: on"),
        "digits in groups": TEXT.replace("draws: 10000", "draws: 10_000"),
        "keys in another order": yaml.safe_dump(CONFIG, allow_unicode=True, sort_keys=True),
        "carriage returns": TEXT.replace("\n", "\r\n"),
        "BOM": "\ufeff" + TEXT,
        "escapes": yaml.safe_dump(CONFIG, allow_unicode=False),
        "JSON": json.dumps(CONFIG),
    }.items():
        yield Setting(f"same/{what}", text)
