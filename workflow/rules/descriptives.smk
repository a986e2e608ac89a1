"""Descriptive exhibits: the offices, the answers, the participants, levels and months.

Peak of a national register: 310 MB (table 2) over 21 MB of input; the others take less.
"""


rule estimate_figure_1:
    """The offices of the map, pilot marked, and their cohort spells."""
    input:
        nav_enhet="<restricted>/extracts/nav_enhet.parquet",
        cohort="<restricted>/cohort.parquet",
    output:
        figure_1="<restricted>/exhibits/figure_1.parquet",
    log:
        "<logs>/estimate_figure_1.log",
    benchmark:
        "<benchmarks>/estimate_figure_1.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_figure_1.py"),
    message:
        "Offices of the map"
    script:
        "../../scripts/estimate_figure_1.py"


rule estimate_figure_1_areas:
    """Outlines of the offices' areas for the map, simplified."""
    input:
        nav_enhet_omrade="<restricted>/extracts/nav_enhet_omrade.parquet",
        nav_enhet="<restricted>/extracts/nav_enhet.parquet",
    output:
        figure_1_areas="<restricted>/exhibits/figure_1_areas.parquet",
    log:
        "<logs>/estimate_figure_1_areas.log",
    benchmark:
        "<benchmarks>/estimate_figure_1_areas.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=50, floor=500),
    params:
        code=script_digest("scripts/estimate_figure_1_areas.py"),
    message:
        "Areas of the map"
    script:
        "../../scripts/estimate_figure_1_areas.py"


rule estimate_figure_2:
    """Distribution of spell duration by week, all spells."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        figure_2="<restricted>/exhibits/figure_2.parquet",
    log:
        "<logs>/estimate_figure_2.log",
    benchmark:
        "<benchmarks>/estimate_figure_2.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_figure_2.py"),
    message:
        "Distribution of durations"
    script:
        "../../scripts/estimate_figure_2.py"


rule estimate_figure_3:
    """Season-adjusted share of spells with a meeting, by start month."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        figure_3="<restricted>/exhibits/figure_3.parquet",
    log:
        "<logs>/estimate_figure_3.log",
    benchmark:
        "<benchmarks>/estimate_figure_3.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_figure_3.py"),
    message:
        "Meeting share by start month"
    script:
        "../../scripts/estimate_figure_3.py"


rule estimate_figure_7:
    """Share of spells where a party used the service, by start month and group."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        figure_7="<restricted>/exhibits/figure_7.parquet",
    log:
        "<logs>/estimate_figure_7.log",
    benchmark:
        "<benchmarks>/estimate_figure_7.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_figure_7.py"),
        periods=lookup("periods", within=config),
        pilot_county=lookup("study/pilot_county", within=config),
    message:
        "Use of the service by start month"
    script:
        "../../scripts/estimate_figure_7.py"


rule estimate_figure_v1:
    """In which week of the spell employee and employer answered."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        figure_v1="<restricted>/exhibits/figure_v1.parquet",
    log:
        "<logs>/estimate_figure_v1.log",
    benchmark:
        "<benchmarks>/estimate_figure_v1.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_figure_v1.py"),
    message:
        "Answers by week"
    script:
        "../../scripts/estimate_figure_v1.py"


rule estimate_figure_v2:
    """Season-adjusted mean duration and lost workdays, by start month."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        figure_v2="<restricted>/exhibits/figure_v2.parquet",
    log:
        "<logs>/estimate_figure_v2.log",
    benchmark:
        "<benchmarks>/estimate_figure_v2.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_figure_v2.py"),
    message:
        "Duration and lost workdays by start month"
    script:
        "../../scripts/estimate_figure_v2.py"


rule estimate_table_1:
    """Answers to the question, and what followed."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        table_1="<restricted>/exhibits/table_1.parquet",
    log:
        "<logs>/estimate_table_1.log",
    benchmark:
        "<benchmarks>/estimate_table_1.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_table_1.py"),
    message:
        "Spells by answer"
    script:
        "../../scripts/estimate_table_1.py"


rule estimate_table_2:
    """Who takes part in meetings, before and after the service."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        table_2="<restricted>/exhibits/table_2.parquet",
    log:
        "<logs>/estimate_table_2.log",
    benchmark:
        "<benchmarks>/estimate_table_2.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_table_2.py"),
    message:
        "Participants in meetings"
    script:
        "../../scripts/estimate_table_2.py"


rule estimate_table_3:
    """Descriptives before the service, by pilot and control group."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        table_3="<restricted>/exhibits/table_3.parquet",
    log:
        "<logs>/estimate_table_3.log",
    benchmark:
        "<benchmarks>/estimate_table_3.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_table_3.py"),
        pilot_county=lookup("study/pilot_county", within=config),
        periods=lookup("periods", within=config),
    message:
        "Describing the groups before the service"
    script:
        "../../scripts/estimate_table_3.py"


rule estimate_answers_cross:
    """The employee's answer by the employer's."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        answers_cross="<restricted>/exhibits/answers_cross.parquet",
    log:
        "<logs>/estimate_answers_cross.log",
    benchmark:
        "<benchmarks>/estimate_answers_cross.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_answers_cross.py"),
    message:
        "Crossing the answers"
    script:
        "../../scripts/estimate_answers_cross.py"


rule estimate_meeting_levels:
    """Level of meetings in three windows of starts, and its fall."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        meeting_levels="<restricted>/exhibits/meeting_levels.parquet",
    log:
        "<logs>/estimate_meeting_levels.log",
    benchmark:
        "<benchmarks>/estimate_meeting_levels.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_meeting_levels.py"),
        first_start=lookup("study/first_start", within=config),
        last_start=lookup("study/last_start", within=config),
    message:
        "Levels of meetings"
    script:
        "../../scripts/estimate_meeting_levels.py"


rule estimate_excluded_groups:
    """Spells that left the cohort, by reason, beside those kept."""
    input:
        excluded_spells="<restricted>/excluded_spells.parquet",
        cohort="<restricted>/cohort.parquet",
    output:
        excluded_groups="<restricted>/exhibits/excluded_groups.parquet",
    log:
        "<logs>/estimate_excluded_groups.log",
    benchmark:
        "<benchmarks>/estimate_excluded_groups.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=16, floor=500),
    params:
        code=script_digest("scripts/estimate_excluded_groups.py"),
    message:
        "Describing the excluded groups"
    script:
        "../../scripts/estimate_excluded_groups.py"
