"""Figures 8-1 to 8-6 of the interview study, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts


def contradicting_cases(frame: pl.DataFrame) -> list[int]:
    """The cases whose published figure differs from the published table."""
    kinds = ("summoned", "exempted", "unclear")
    differs = pl.any_horizontal(*(pl.col(kind) != pl.col(f"published_{kind}") for kind in kinds))
    return frame.filter(differs).sort("case")["case"].to_list()


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `case_figures_8`."""
    cases = [
        catalogue.text(
            "case_figures_8.alt_case",
            case=row["case"],
            summoned=row["summoned"],
            exempted=row["exempted"],
            unclear=row["unclear"],
        )
        for row in frame.sort("case").rows(named=True)
    ]
    differing = catalogue.items([str(case) for case in contradicting_cases(frame)])
    total = frame.select(pl.sum_horizontal("summoned", "exempted", "unclear").max()).item()
    return Facts(
        observations=catalogue.text("case_figures_8.n", workers=total, cases=frame.height),
        alt=catalogue.text(
            "case_figures_8.alt",
            cases="; ".join(cases),
            differing=differing or catalogue.text("format.none"),
        ),
        subtitle=catalogue.text("case_figures_8.subtitle", differing=differing or catalogue.text("format.none")),
    )
