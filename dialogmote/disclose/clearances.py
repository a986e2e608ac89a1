"""The clearance of every exhibit: what each of its columns is. What is not declared here does not leave."""

from dialogmote.disclose.cleared.descriptives import DESCRIPTIVES
from dialogmote.disclose.cleared.effects import EFFECTS
from dialogmote.disclose.cleared.hazards import HAZARDS
from dialogmote.disclose.cleared.published import INTERVIEW_STUDY
from dialogmote.disclose.cleared.record import RECORD
from dialogmote.disclose.roles import Clearance

CLEARANCES: dict[str, Clearance] = INTERVIEW_STUDY | DESCRIPTIVES | HAZARDS | EFFECTS | RECORD

# Released by computing them anew from released exhibits: their numbers carry nothing that is not released already.
RECOMPUTED = ("published_vs_reproduced", "register_fidelity")


def clearance_of(exhibit: str) -> Clearance:
    """The clearance of an exhibit; raises `ValueError` where none is declared."""
    if exhibit not in CLEARANCES:
        raise ValueError(f"no clearance is declared for {exhibit!r}, so it is not released")
    return CLEARANCES[exhibit]
