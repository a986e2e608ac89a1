"""Figure 1, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts

KINDS = ("pilot", "county", "country")  # pilot offices, others of their counties, and the rest


def code_kinds(frame: pl.DataFrame) -> pl.DataFrame:
    """The offices in order with `kind`: pilot, in a county of the pilot, or in the rest of the country."""
    counties = frame.filter("pilot")["county"].unique().sort().to_list()
    near = pl.when(pl.col("county").is_in(counties)).then(pl.lit("county")).otherwise(pl.lit("country"))
    return frame.sort("office").with_columns(kind=pl.when("pilot").then(pl.lit("pilot")).otherwise(near))


def count_kinds(offices: pl.DataFrame) -> dict[str, int]:
    """How many offices of each kind. `offices`: with `kind`."""
    return {kind: offices.filter(pl.col("kind") == kind).height for kind in KINDS}


def name_counties(offices: pl.DataFrame, catalogue: Catalogue) -> str:
    """The counties of the pilot, in words."""
    counties = offices.filter("pilot")["county"].unique().sort().to_list()
    return catalogue.items(counties) or catalogue.text("format.none")


def short_name(name: str) -> str:
    """An office's name without the agency's, which all of them share."""
    return name.removeprefix("NAV ")


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `figure_1`."""
    offices = code_kinds(frame)
    counts = {kind: catalogue.count(count) for kind, count in count_kinds(offices).items()}
    names = [short_name(name) for name in offices.filter("pilot").sort("name", "office")["name"]]
    hidden = frame["n_spells"].null_count()
    sentences = [catalogue.text("figure_1.n", n=catalogue.count(frame.height), pilot=counts["pilot"])]
    sentences += [catalogue.text("figure_1.hidden", n=catalogue.count(hidden))] if hidden else []
    return Facts(
        observations=" ".join(sentences),
        alt=catalogue.text(
            "figure_1.alt",
            names=catalogue.items(names) or catalogue.text("format.none"),
            counties=name_counties(offices, catalogue),
            **counts,
        ),
    )
