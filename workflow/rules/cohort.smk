"""From verified extracts to the cohort."""


rule build_cohort:
    """The cohort: long spells linked, described and excluded step by step."""
    input:
        sykefravar_tilfelle="<restricted>/extracts/sykefravar_tilfelle.parquet",
        dialogmote_hendelse="<restricted>/extracts/dialogmote_hendelse.parquet",
        motebehov_varsel="<restricted>/extracts/motebehov_varsel.parquet",
        motebehov="<restricted>/extracts/motebehov.parquet",
        person="<restricted>/extracts/person.parquet",
        svangerskap="<restricted>/extracts/svangerskap.parquet",
        aap="<restricted>/extracts/aap.parquet",
        nav_enhet="<restricted>/extracts/nav_enhet.parquet",
    output:
        cohort="<restricted>/cohort.parquet",
        exclusions="<restricted>/exclusions.parquet",
        excluded_spells="<restricted>/excluded_spells.parquet",
        attrition="<restricted>/exhibits/attrition.parquet",
    log:
        "<logs>/build_cohort.log",
    benchmark:
        "<benchmarks>/build_cohort.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        # peak of a national register: 1,290 MB over 97 MB of input
        mem_mb=memory(factor=18, floor=500),
    params:
        code=script_digest("scripts/build_cohort.py"),
        first_start=lookup("study/first_start", within=config),
        last_start=lookup("study/last_start", within=config),
        definitions=lookup("definitions", within=config),
    message:
        "Building the cohort"
    script:
        "../../scripts/build_cohort.py"


rule build_monthly_grades:
    """The grade in each of the first twelve calendar months of a cohort spell."""
    input:
        cohort="<restricted>/cohort.parquet",
        sykmeldingsgrad_maned="<restricted>/extracts/sykmeldingsgrad_maned.parquet",
    output:
        monthly_grades="<restricted>/monthly_grades.parquet",
    log:
        "<logs>/build_monthly_grades.log",
    benchmark:
        "<benchmarks>/build_monthly_grades.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        # peak of a national register: 770 MB over 50 MB of input
        mem_mb=memory(factor=20, floor=500),
    params:
        code=script_digest("scripts/build_monthly_grades.py"),
    message:
        "Building the monthly grades"
    script:
        "../../scripts/build_monthly_grades.py"
