"""The clearance of every exhibit: what each of its columns is. What is not declared here does not leave."""

from dialogmote.disclose.cleared.descriptives import DESCRIPTIVES
from dialogmote.disclose.cleared.effects import EFFECTS
from dialogmote.disclose.cleared.hazards import HAZARDS
from dialogmote.disclose.cleared.published import INTERVIEW_STUDY
from dialogmote.disclose.cleared.record import RECORD
from dialogmote.disclose.cleared.trends import TRENDS
from dialogmote.disclose.roles import Clearance

CLEARANCES: dict[str, Clearance] = INTERVIEW_STUDY | DESCRIPTIVES | HAZARDS | EFFECTS | TRENDS | RECORD

# Released by computing them anew from released exhibits: their numbers carry nothing that is not released already.
RECOMPUTED = ("published_vs_reproduced", "register_fidelity")


def clearance_of(exhibit: str) -> Clearance:
    """The clearance of an exhibit; raises `ValueError` where none is declared."""
    if exhibit not in CLEARANCES:
        raise ValueError(f"no clearance is declared for {exhibit!r}, so it is not released")
    return CLEARANCES[exhibit]


def exact_exhibit(exhibit: str) -> str:
    """The exact exhibit that one is released from: its own, or the one whose hidden cells it merges."""
    merges = clearance_of(exhibit).merges
    return merges.of if merges else exhibit


def inputs_beside(exhibit: str) -> tuple[str, ...]:
    """What has to be at hand to release an exhibit: other exact exhibits, the counts behind its estimates."""
    clearance = clearance_of(exhibit)
    return (*clearance.beside, *(("regression_cells",) if clearance.regression else ()))
