"""The report's appendix of assumptions: what is assumed, why, what would change, and where it stands."""

from collections.abc import Mapping, Sequence

from dialogmote.present.blocks import Block, FoldedList, Paragraphs
from dialogmote.present.texts import Catalogue

STAGES = (
    "design", "cohort", "outcomes", "season", "estimates", "interviews", "comparison", "disclosure", "register",
)  # fmt: skip
PACKAGE = "dialogmote/"
ROOM = "assumptions"


def assumption_blocks(places: Mapping[str, Sequence[str]], catalogue: Catalogue) -> tuple[Block, ...]:
    """The appendix, in reading order by stage, each stage opened by the reader; nothing without `places`.

    `places` says by id where each assumption stands, as `places_by_id` of the record gives it. Those of the simulator
    are told only where the register is synthetic. Raises `TextError` for an assumption that no text describes.
    """
    if not places:
        return ()
    stages = [stage for stage in STAGES if stage != "register" or catalogue.is_synthetic]
    lists = (_stage_list(stage, places, catalogue) for stage in stages)
    _check_described(places, catalogue)
    return (Paragraphs(tuple(catalogue.texts_under(f"{ROOM}.lead"))), *(block for block in lists if block.items))


def described_assumptions(catalogue: Catalogue) -> dict[str, list[str]]:
    """The ids that the texts describe, in their order, by stage."""
    found: dict[str, list[str]] = {stage: [] for stage in STAGES}
    for key in catalogue.flat:
        room, *inner = key.split(".")
        if room == ROOM and len(inner) == 3 and inner[0] in found and inner[2] == "title":
            found[inner[0]].append(inner[1])
    return found


def _stage_list(stage: str, places: Mapping[str, Sequence[str]], catalogue: Catalogue) -> FoldedList:
    described = [id_ for id_ in described_assumptions(catalogue)[stage] if id_ in places]
    return FoldedList(
        summary=catalogue.text(f"{ROOM}.stage.{stage}"),
        texts=(),
        items=tuple(_describe(f"{ROOM}.{stage}.{id_}", places[id_], catalogue) for id_ in described),
    )


def _describe(key: str, places: Sequence[str], catalogue: Catalogue) -> str:
    return catalogue.text(
        f"{ROOM}.entry",
        title=catalogue.text(f"{key}.title"),
        text=catalogue.text(f"{key}.text"),
        places="; ".join(place.removeprefix(PACKAGE) for place in places),
    )


def _check_described(places: Mapping[str, Sequence[str]], catalogue: Catalogue) -> None:
    described = {id_ for ids in described_assumptions(catalogue).values() for id_ in ids}
    for id_ in places:
        if id_ not in described:
            catalogue.text(f"{ROOM}.{STAGES[0]}.{id_}.title")
