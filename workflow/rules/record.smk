"""Reproduced beside published, simulated beside published, estimated beside planted."""


rule assess_claims:
    """Claims that no exhibit holds, and the spread behind means, from the cohort."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        claim_values="<restricted>/claim_values.parquet",
        moment_spreads="<restricted>/moment_spreads.parquet",
    log:
        "<logs>/assess_claims.log",
    benchmark:
        "<benchmarks>/assess_claims.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/assess_claims.py"),
        pilot_county=lookup("study/pilot_county", within=config),
        periods=lookup("periods", within=config),
    message:
        "Claims and spreads from the cohort"
    script:
        "../../scripts/assess_claims.py"


rule assess_comparison:
    """Every published number beside the reproduced one."""
    input:
        attrition="<restricted>/exhibits/attrition.parquet",
        table_1="<restricted>/exhibits/table_1.parquet",
        table_2="<restricted>/exhibits/table_2.parquet",
        table_3="<restricted>/exhibits/table_3.parquet",
        table_4="<restricted>/exhibits/table_4.parquet",
        table_v1="<restricted>/exhibits/table_v1.parquet",
        table_4_no_controls="<restricted>/exhibits/table_4_no_controls.parquet",
        period_contrasts="<restricted>/exhibits/period_contrasts.parquet",
        figure_2="<restricted>/exhibits/figure_2.parquet",
        figure_3="<restricted>/exhibits/figure_3.parquet",
        figure_4="<restricted>/exhibits/figure_4.parquet",
        figure_5="<restricted>/exhibits/figure_5.parquet",
        figure_6="<restricted>/exhibits/figure_6.parquet",
        figure_8="<restricted>/exhibits/figure_8.parquet",
        figure_9="<restricted>/exhibits/figure_9.parquet",
        figure_10="<restricted>/exhibits/figure_10.parquet",
        figure_v3="<restricted>/exhibits/figure_v3.parquet",
        figure_v4="<restricted>/exhibits/figure_v4.parquet",
        figure_v5="<restricted>/exhibits/figure_v5.parquet",
        answers_cross="<restricted>/exhibits/answers_cross.parquet",
        meeting_levels="<restricted>/exhibits/meeting_levels.parquet",
        excluded_groups="<restricted>/exhibits/excluded_groups.parquet",
        hazard_contrasts="<restricted>/exhibits/hazard_contrasts.parquet",
        case_table_8_7="<restricted>/exhibits/case_table_8_7.parquet",
        case_figures_8="<restricted>/exhibits/case_figures_8.parquet",
        case_offices_3_1="<restricted>/exhibits/case_offices_3_1.parquet",
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
        published_vs_reproduced="<restricted>/exhibits/published_vs_reproduced.parquet",
        text_claims="resources/published/text_claims.csv",
        planted_truth="resources/planted_truth.yaml",
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
