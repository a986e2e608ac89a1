"""The artifacts: one contract for every table that crosses a file, keyed by the artifact's name.

Names and columns of cohort and exhibits are an interface that reviewers and other programs rely on. Units and labels of
the columns stand in `dialogmote.contracts.vocabulary`.
"""

import dataframely as dy

from dialogmote.contracts.artifacts.cases import (
    CaseAgreement,
    CaseFigures8,
    CaseOffices31,
    CaseOfficesCorrelations,
    CaseTable87,
)
from dialogmote.contracts.artifacts.cohort import Attrition, Cohort, ExcludedSpells, Exclusions
from dialogmote.contracts.artifacts.descriptives import Figure3, Figure7, Table3
from dialogmote.contracts.artifacts.design import Panel, SeasonEffects
from dialogmote.contracts.artifacts.effects import Did, Figure8, Table4
from dialogmote.contracts.artifacts.record import PlantedVsEstimated, PublishedVsReproduced, RegisterFidelity
from dialogmote.contracts.artifacts.register import InputReport, Truth, Violations
from dialogmote.contracts.artifacts.values import (
    ANSWER_GROUPS,
    ATTRITION_STEPS,
    CONTROL_GROUPS,
    LONG_SPELL_DAYS,
    MAXIMUM_DAYS,
    OUTCOMES,
    SHARE_OUTCOMES,
)

__all__ = [
    "ANSWER_GROUPS",
    "ARTIFACTS",
    "ATTRITION_STEPS",
    "CONTROL_GROUPS",
    "LONG_SPELL_DAYS",
    "MAXIMUM_DAYS",
    "OUTCOMES",
    "SHARE_OUTCOMES",
    "Attrition",
    "CaseAgreement",
    "CaseFigures8",
    "CaseOffices31",
    "CaseOfficesCorrelations",
    "CaseTable87",
    "Cohort",
    "Did",
    "ExcludedSpells",
    "Exclusions",
    "Figure3",
    "Figure7",
    "Figure8",
    "InputReport",
    "Panel",
    "PlantedVsEstimated",
    "PublishedVsReproduced",
    "RegisterFidelity",
    "SeasonEffects",
    "Table3",
    "Table4",
    "Truth",
    "Violations",
]

ARTIFACTS: dict[str, type[dy.Schema]] = {
    "cohort": Cohort,
    "exclusions": Exclusions,
    "excluded_spells": ExcludedSpells,
    "season": SeasonEffects,
    "panel": Panel,
    "did": Did,
    "truth": Truth,
    "violations": Violations,
    "input_report": InputReport,
    "attrition": Attrition,
    "table_3": Table3,
    "table_4": Table4,
    "figure_3": Figure3,
    "figure_7": Figure7,
    "figure_8": Figure8,
    "planted_vs_estimated": PlantedVsEstimated,
    "register_fidelity": RegisterFidelity,
    "case_table_8_7": CaseTable87,
    "case_figures_8": CaseFigures8,
    "case_agreement": CaseAgreement,
    "case_offices_3_1": CaseOffices31,
    "case_offices_correlations": CaseOfficesCorrelations,
    "published_vs_reproduced": PublishedVsReproduced,
}
