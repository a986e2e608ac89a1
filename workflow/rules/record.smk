"""Reproduced beside published, simulated beside published, estimated beside planted."""


rule assess_comparison:
    """Every published number beside the reproduced one."""
    input:
        table_3="<restricted>/exhibits/table_3.parquet",
        table_4="<restricted>/exhibits/table_4.parquet",
        case_table_8_7="<restricted>/exhibits/case_table_8_7.parquet",
        case_figures_8="<restricted>/exhibits/case_figures_8.parquet",
        case_offices_3_1="<restricted>/exhibits/case_offices_3_1.parquet",
        published_table_3="resources/published/table_3.csv",
        published_table_4="resources/published/table_4.csv",
        published_offices_3_1="resources/published/case_study_table_3_1.csv",
        published_facts="resources/published/case_study_text_facts.csv",
        planted_truth="resources/planted_truth.yaml",
    output:
        published_vs_reproduced="<restricted>/exhibits/published_vs_reproduced.parquet",
    log:
        "<logs>/assess_comparison.log",
    benchmark:
        "<benchmarks>/assess_comparison.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/assess_comparison.py"),
        is_synthetic=IS_SYNTHETIC,
    message:
        "Comparing with the published numbers"
    script:
        "../../scripts/assess_comparison.py"


rule assess_fidelity:
    """Moments of the synthetic register beside the published ones."""
    input:
        cohort="<restricted>/cohort.parquet",
        excluded_spells="<restricted>/excluded_spells.parquet",
        attrition="<restricted>/exhibits/attrition.parquet",
        planted_truth="resources/planted_truth.yaml",
        table_1="resources/published/table_1.csv",
        table_3="resources/published/table_3.csv",
        table_4="resources/published/table_4.csv",
        text_claims="resources/published/text_claims.csv",
    output:
        register_fidelity="<restricted>/exhibits/register_fidelity.parquet",
    log:
        "<logs>/assess_fidelity.log",
    benchmark:
        "<benchmarks>/assess_fidelity.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/assess_fidelity.py"),
    message:
        "Fidelity of the synthetic register"
    script:
        "../../scripts/assess_fidelity.py"


rule assess_planted:
    """What was planted in the synthetic register beside what the design finds."""
    input:
        did_national="<restricted>/did/national.parquet",
        did_trondelag="<restricted>/did/trondelag.parquet",
        truth="<register>/truth.parquet",
    output:
        planted_vs_estimated="<restricted>/exhibits/planted_vs_estimated.parquet",
    log:
        "<logs>/assess_planted.log",
    benchmark:
        "<benchmarks>/assess_planted.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/assess_planted.py"),
    message:
        "Planted beside estimated"
    script:
        "../../scripts/assess_planted.py"
