"""dialogmote: from raw register extracts to every exhibit and one report. Wiring only; see CONTRIBUTING.md."""

from snakemake.utils import min_version

min_version("9.27")


include: "workflow/rules/config.smk"


report: "workflow/report/workflow.rst"


pathvars:
    restricted="<results>/restricted",
    released="<results>/released",
    register="<restricted>/register",
    logs="<results>/logs",
    benchmarks="<results>/benchmarks",


include: "workflow/rules/common.smk"
include: "workflow/rules/register.smk"
include: "workflow/rules/cohort.smk"
include: "workflow/rules/design.smk"
include: "workflow/rules/descriptives.smk"
include: "workflow/rules/hazards.smk"
include: "workflow/rules/estimate.smk"
include: "workflow/rules/inference.smk"
include: "workflow/rules/monte_carlo.smk"
include: "workflow/rules/trends.smk"
include: "workflow/rules/batches.smk"
include: "workflow/rules/cases.smk"
include: "workflow/rules/record.smk"
include: "workflow/rules/release.smk"
include: "workflow/rules/disclose.smk"
include: "workflow/rules/captions.smk"
include: "workflow/rules/present.smk"
include: "workflow/rules/provenance.smk"
include: "workflow/rules/collect.smk"
include: "workflow/rules/exhibits.smk"
include: "workflow/rules/hooks.smk"
