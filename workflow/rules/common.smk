"""What the rules share: checked configuration, environment of the jobs, helpers for resources and inputs."""

import os
from datetime import datetime, timezone

import yaml

from dialogmote.digests import CodeReader
from dialogmote.disclose.profiles import check_profile
from dialogmote.design.periods import read_periods
from dialogmote.sources import (
    check_apart,
    check_new_register,
    check_owner,
    describe_source,
    find_extracts,
    fingerprint_files,
)
from dialogmote.settings import (
    check_dates,
    check_settings,
    check_spelling,
    list_departures,
    spell_out_dates,
)

# The hash seed and the threads of BLAS and of pyfixest's solver decide the last digits of sums: every job gets the same.
os.environ.update(PYTHONHASHSEED="0", PYTHONPATH=str(ROOT))
shell.prefix(
    "export POLARS_MAX_THREADS=$OMP_NUM_THREADS RAYON_NUM_THREADS=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1; "
)

CODE = CodeReader(ROOT)
EXTRACTS = (
    "sykefravar_tilfelle sykmeldingsgrad_maned dialogmote_hendelse motebehov_varsel motebehov person svangerskap aap"
    " nav_enhet nav_enhet_omrade"
).split()

config = spell_out_dates(config)
try:
    for file in workflow.configfiles:
        check_spelling(Path(file).read_text("utf-8"), Path(file).name)
    check_settings(
        config,
        yaml.safe_load(
            (ROOT / "workflow/schemas/config.schema.yaml").read_text("utf-8")
        ),
    )
    check_dates(config)
    read_periods(config["periods"])
    RESULTS = Path(config["pathvars"]["results"])
    OWNER_RECORD = RESULTS / "restricted" / "register_source.txt"
    SOURCE = describe_source(config["register"]["source"], config["register"]["path"])
    check_owner(OWNER_RECORD, SOURCE)
    IS_SYNTHETIC = config["register"]["source"] == "synthetic"
    check_profile(config["disclosure"]["profile"], is_synthetic=IS_SYNTHETIC)
    if IS_SYNTHETIC:
        REGISTER = Path(
            config["pathvars"].get("register", RESULTS / "restricted" / "register")
        )
        EXTRACT_FILES = {
            extract: [f"<register>/{extract}.parquet"] for extract in EXTRACTS
        }
        FINGERPRINT = []
        check_new_register(REGISTER)
    else:
        REGISTER = Path(config["register"]["path"])
        EXTRACT_FILES = find_extracts(str(REGISTER), EXTRACTS)
        FINGERPRINT = fingerprint_files(sorted(sum(EXTRACT_FILES.values(), [])))
        check_apart(RESULTS, REGISTER)
except InputError as error:
    raise WorkflowError(str(error))

LANGUAGES = config["languages"]


wildcard_constraints:
    control_group="national|trondelag",
    exhibit="[a-z][a-z0-9_]*",
    language="nb|en",


# What Snakemake takes itself, in MB, beside the script it runs: a cluster counts both.
SNAKEMAKE_MB = 200


def memory(factor, floor=1000):
    """Memory in MB: a multiple of the input's size, at least `floor`, and Snakemake's own, by attempt."""
    return lambda wildcards, input, attempt: int(
        attempt * (SNAKEMAKE_MB + max(factor * input.size_mb, floor))
    )


def simulation_memory(wildcards, attempt):
    """Memory in MB of simulating the register, which grows with its scale and not with any input."""
    return int(attempt * max(1500, 1600 * config["register"]["scale"]))


def script_digest(*files):
    """Digest of a script and of every library module it imports; files beside it may be named too."""
    return CODE.digest(files)


def code_version():
    """Digest of every script, workflow file and library module, which together made a release. A Git commit may not be there."""
    return script_digest(
        *(
            path.relative_to(ROOT).as_posix()
            for pattern in (
                "scripts/*.py",
                "workflow/rules/*.smk",
                "dialogmote/**/*.py",
            )
            for path in sorted(ROOT.glob(pattern))
        )
    )


def module_digest(script, *folders):
    """As `script_digest`, with the modules of the job's exhibit, which the script imports by name."""
    return lambda wildcards: script_digest(
        script, *(f"{folder}/{wildcards.exhibit}.py" for folder in folders)
    )


def text_files(wildcards):
    """Every file of texts in the job's language."""
    return sorted(
        f"resources/texts/{wildcards.language}/{path.name}"
        for path in (ROOT / "resources/texts" / wildcards.language).glob("*.yaml")
    )


def extract_files(wildcards):
    """The raw files of each extract that is there, by extract."""
    return EXTRACT_FILES


def column_names():
    """What the user's extracts call our columns, by extract."""
    return {extract: config["extracts"][extract]["columns"] for extract in EXTRACTS}


def report_date():
    """The date printed in the report: SOURCE_DATE_EPOCH's where it is set, so that two runs give the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (
        datetime.fromtimestamp(int(epoch), tz=timezone.utc).date().isoformat()
        if epoch
        else None
    )


CONTROL_GROUPS = ["national", "trondelag"]
FIGURES = (
    "attrition figure_1 figure_2 figure_3 figure_4 figure_5 figure_6 figure_7 figure_8 figure_9 figure_10 figure_v1"
    " figure_v2 figure_v3 figure_v4 figure_v5 heterogeneity inference_panel honest_trends"
    " case_figures_8 case_agreement"
).split()
TABLES = (
    "attrition table_1 table_2 table_3 table_4 table_v1 table_4_no_controls period_contrasts answers_cross"
    " meeting_levels excluded_groups hazard_contrasts check_estimates published_vs_reproduced case_table_8_7"
    " heterogeneity inference_panel honest_trends pretrend_tests pretrend_power"
    " case_figures_8 case_agreement case_offices_3_1 case_offices_correlations input_report"
).split()
if IS_SYNTHETIC:
    TABLES += ["planted_vs_estimated", "register_fidelity"]
REPORTED = sorted({*FIGURES, *TABLES})
ABOUT_THE_RUN = (
    "check_estimates input_report planted_vs_estimated published_vs_reproduced register_fidelity"
).split()
BEYOND_THE_STUDIES = (
    "heterogeneity inference_panel honest_trends pretrend_tests pretrend_power"
).split()
OF_THE_STUDIES = [
    exhibit
    for exhibit in REPORTED
    if exhibit not in (*ABOUT_THE_RUN, *BEYOND_THE_STUDIES)
]


def with_trends(wildcards):
    """Whether a job's regressions have group trends."""
    return wildcards.trends == "with_trends"


def list_blocks():
    """The numbers of the Monte Carlo's blocks of draws."""
    return range(-(-config["monte_carlo"]["draws"] // config["monte_carlo"]["block"]))


def number_draws(wildcards):
    """The first draw of a block and the one after its last."""
    size = config["monte_carlo"]["block"]
    first = int(wildcards.block) * size
    return [first, min(first + size, config["monte_carlo"]["draws"])]


BATCH_CONTROL_GROUPS = {
    "figure_9": "national",
    "figure_v4": "trondelag",
    "figure_10": "national",
    "figure_v5": "trondelag",
}


def weekly_control_group(wildcards):
    """The control group of a figure by week."""
    return BATCH_CONTROL_GROUPS[wildcards.weekly_exhibit]


def grade_control_group(wildcards):
    """The control group of a figure of monthly grades."""
    return BATCH_CONTROL_GROUPS[wildcards.grade_exhibit]


def released(exhibit):
    """Every released file of an exhibit: its data, and its figure and table in every configured language."""
    files = expand(
        "<released>/exhibits/{exhibit}.{format}",
        exhibit=exhibit,
        format=["parquet", "csv"],
    )
    if exhibit in FIGURES:
        kinds = ["svg", "png", "pdf"]
        files += expand(
            "<released>/figures/{exhibit}.{language}.{kind}",
            exhibit=exhibit,
            language=LANGUAGES,
            kind=kinds,
        )
    if exhibit in TABLES:
        kinds = ["html", "csv", "typ"]
        files += expand(
            "<released>/tables/{exhibit}.{language}.{kind}",
            exhibit=exhibit,
            language=LANGUAGES,
            kind=kinds,
        )
    return files


def printed_estimates(wildcards):
    """The file of estimates that a check is about."""
    return CHECKED_ESTIMATES[wildcards.estimates]
