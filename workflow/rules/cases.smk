"""The interview study: its case experiment and its offices, recomputed from the published data."""


rule assess_cases:
    """Judgements by case worker and by case, both published sources side by side."""
    input:
        table_8_7="resources/published/case_study_table_8_7.csv",
        figures_8="resources/published/case_study_figures_8.csv",
    output:
        case_table_8_7="<restricted>/exhibits/case_table_8_7.parquet",
        case_figures_8="<restricted>/exhibits/case_figures_8.parquet",
    log:
        "<logs>/assess_cases.log",
    benchmark:
        "<benchmarks>/assess_cases.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/assess_cases.py"),
    message:
        "Counting the judgements of the case experiment"
    script:
        "../../scripts/assess_cases.py"


rule assess_agreement:
    """Agreement between case workers, with bootstrap intervals."""
    input:
        table_8_7="resources/published/case_study_table_8_7.csv",
    output:
        case_agreement="<restricted>/exhibits/case_agreement.parquet",
    log:
        "<logs>/assess_agreement.log",
    benchmark:
        "<benchmarks>/assess_agreement.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/assess_agreement.py"),
        draws=lookup("bootstrap/draws", within=config),
        seed=lookup("bootstrap/seed", within=config),
    message:
        "Agreement between case workers"
    script:
        "../../scripts/assess_agreement.py"


rule assess_offices:
    """The offices of the interview study, ranked, and how their columns go together."""
    input:
        table_3_1="resources/published/case_study_table_3_1.csv",
    output:
        case_offices_3_1="<restricted>/exhibits/case_offices_3_1.parquet",
        case_offices_correlations="<restricted>/exhibits/case_offices_correlations.parquet",
    log:
        "<logs>/assess_offices.log",
    benchmark:
        "<benchmarks>/assess_offices.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/assess_offices.py"),
    message:
        "Offices of the interview study"
    script:
        "../../scripts/assess_offices.py"
