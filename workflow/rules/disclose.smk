"""From restricted to released, by the disclosure gate alone; what may leave is declared for every exhibit."""


rule assess_cells:
    """How many spells stand behind each estimate."""
    input:
        panel="<restricted>/panel.parquet",
        cohort="<restricted>/cohort.parquet",
    output:
        regression_cells="<restricted>/regression_cells.parquet",
    log:
        "<logs>/assess_cells.log",
    benchmark:
        "<benchmarks>/assess_cells.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/assess_cells.py"),
    message:
        "Spells behind each estimate"
    script:
        "../../scripts/assess_cells.py"


rule disclose_exhibit:
    """One exhibit on its way out."""
    input:
        exhibit=exact_input,
        beside=beside_inputs,
    output:
        parquet="<released>/exhibits/{exhibit}.parquet",
        csv="<released>/exhibits/{exhibit}.csv",
    log:
        "<logs>/disclose_exhibit/{exhibit}.log",
    benchmark:
        "<benchmarks>/disclose_exhibit/{exhibit}.tsv"
    wildcard_constraints:
        exhibit=r"(?!published_vs_reproduced\b|register_fidelity\b)[a-z][a-z0-9_]*",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=400),
    params:
        code=script_digest("scripts/disclose_exhibit.py"),
        profile=lookup("disclosure/profile", within=config),
    message:
        "Releasing {wildcards.exhibit}"
    script:
        "../../scripts/disclose_exhibit.py"


rule disclose_comparison:
    """Published beside reproduced, with the reproduced numbers taken from released exhibits."""
    input:
        exact="<restricted>/exhibits/published_vs_reproduced.parquet",
        exhibits=expand("<released>/exhibits/{exhibit}.parquet", exhibit=COMPARED),
        claim_values="<restricted>/claim_values.parquet",
        moment_spreads="<restricted>/moment_spreads.parquet",
        published_table_1="resources/published/table_1.csv",
        published_table_2="resources/published/table_2.csv",
        published_table_3="resources/published/table_3.csv",
        published_table_4="resources/published/table_4.csv",
        published_table_v1="resources/published/table_v1.csv",
        published_text_claims="resources/published/text_claims.csv",
        published_figures_8="resources/published/case_study_figures_8.csv",
        published_offices_3_1="resources/published/case_study_table_3_1.csv",
        published_table_8_7="resources/published/case_study_table_8_7.csv",
        published_facts="resources/published/case_study_text_facts.csv",
        planted_truth="resources/planted_truth.yaml",
    output:
        parquet="<released>/exhibits/published_vs_reproduced.parquet",
        csv="<released>/exhibits/published_vs_reproduced.csv",
    log:
        "<logs>/disclose_comparison.log",
    benchmark:
        "<benchmarks>/disclose_comparison.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=400),
    params:
        code=script_digest("scripts/disclose_comparison.py"),
        profile=lookup("disclosure/profile", within=config),
        is_synthetic=IS_SYNTHETIC,
    message:
        "Comparing released numbers with the published ones"
    script:
        "../../scripts/disclose_comparison.py"


rule disclose_fidelity:
    """Fidelity of the synthetic register, taken from the released comparison."""
    input:
        exact="<restricted>/exhibits/register_fidelity.parquet",
        published_vs_reproduced="<released>/exhibits/published_vs_reproduced.parquet",
        text_claims="resources/published/text_claims.csv",
        planted_truth="resources/planted_truth.yaml",
    output:
        parquet="<released>/exhibits/register_fidelity.parquet",
        csv="<released>/exhibits/register_fidelity.csv",
    log:
        "<logs>/disclose_fidelity.log",
    benchmark:
        "<benchmarks>/disclose_fidelity.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=400),
    params:
        code=script_digest("scripts/disclose_fidelity.py"),
    message:
        "Fidelity of the synthetic register, as released"
    script:
        "../../scripts/disclose_fidelity.py"


rule disclose_manifest:
    """What is released: file by file, with checksums, populations, rules applied; and a sheet to print."""
    input:
        exact=sorted({restricted_frame(exact_exhibit(exhibit)) for exhibit in TREATED}),
        regression_cells="<restricted>/regression_cells.parquet",
        released=EVERYTHING_RELEASED,
        companions=[released(exhibit) for exhibit in COMPANIONS],
        seals=SEALS,
        texts=expand("resources/texts/{language}/release.yaml", language=LANGUAGES),
    output:
        manifest="<released>/release_manifest.json",
        sheets=expand("<released>/request_sheet.{language}.html", language=LANGUAGES),
        seal="<restricted>/release_seal.json",
    log:
        "<logs>/disclose_manifest.log",
    benchmark:
        "<benchmarks>/disclose_manifest.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=400),
    params:
        code=script_digest("scripts/disclose_manifest.py"),
        code_version=code_version(),
        profile=lookup("disclosure/profile", within=config),
        is_synthetic=IS_SYNTHETIC,
        release_date=report_date(),
    message:
        "Release manifest and request sheet"
    script:
        "../../scripts/disclose_manifest.py"


rule check_release:
    """Everything in the folder of released files, judged again: the run fails when anything breaks the profile."""
    input:
        manifest="<released>/release_manifest.json",
        seal="<restricted>/release_seal.json",
        sheets=expand("<released>/request_sheet.{language}.html", language=LANGUAGES),
        released=EVERYTHING_RELEASED,
        companions=[released(exhibit) for exhibit in COMPANIONS],
    output:
        passed="<restricted>/release_checked.txt",
    log:
        "<logs>/check_release.log",
    benchmark:
        "<benchmarks>/check_release.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=400),
    params:
        code=script_digest("scripts/check_release.py"),
        profile=lookup("disclosure/profile", within=config),
    message:
        "Checking what is released"
    script:
        "../../scripts/check_release.py"
