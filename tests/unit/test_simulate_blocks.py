"""The simulator's rows do not depend on how many spells are worked out at once, nor on when an extract is asked for."""

import pytest
from simulate_builders import register

from dialogmote.registers.simulate import grades

MONTHS = "sykmeldingsgrad_maned"
EFFECTS = (("service_grade_points", -4.0),)


@pytest.mark.parametrize("effects", [(), EFFECTS])
@pytest.mark.parametrize("block", [1_000, 7_777])
def test_months_are_the_same_in_blocks_of_any_size(monkeypatch, effects, block):
    whole = register(effects=effects)
    months, spells = whole.extracts[MONTHS], whole.extracts["sykefravar_tilfelle"]
    monkeypatch.setattr(grades, "BLOCK_SPELLS", block)
    in_blocks = register.__wrapped__(effects=effects)
    assert in_blocks.extracts[MONTHS].equals(months)
    assert in_blocks.extracts["sykefravar_tilfelle"].equals(spells)


def test_an_extract_asked_for_twice_is_the_same():
    simulated = register()
    for name in simulated.extracts:
        assert simulated.extracts[name].equals(simulated.extracts[name])


def test_months_are_sorted_by_spell_and_month():
    months = register().extracts[MONTHS]
    assert months.equals(months.sort("tilfelle_id", "aarmnd"))
