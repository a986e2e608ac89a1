"""Figures, tables and the report, drawn from released exhibits alone."""


rule plot_figure:
    """One figure in one language."""
    input:
        exhibit="<released>/exhibits/{exhibit}.parquet",
        texts=expand(
            "resources/texts/{{language}}/{room}.yaml", room=["common", "{exhibit}"]
        ),
    output:
        svg=report(
            "<released>/figures/{exhibit}.{language}.svg",
            caption="../report/exhibit.rst",
            category=section_of("figure"),
            labels=labels_of("figure"),
        ),
        png="<released>/figures/{exhibit}.{language}.png",
        pdf="<released>/figures/{exhibit}.{language}.pdf",
        seal="<restricted>/seals/plot_figure/{exhibit}.{language}.json",
    log:
        "<logs>/plot_figure/{exhibit}.{language}.log",
    benchmark:
        "<benchmarks>/plot_figure/{exhibit}.{language}.tsv"
    wildcard_constraints:
        exhibit=r"(?!figure_1\.)[a-z][a-z0-9_]*",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=500),
    params:
        code=module_digest(
            "scripts/plot_figure.py",
            "dialogmote/present/figures",
            "dialogmote/present/words",
        ),
        figure="{exhibit}",
        language="{language}",
        is_synthetic=IS_SYNTHETIC,
        periods=lookup("periods", within=config),
        caption=exhibit_caption,
    message:
        "Drawing {wildcards.exhibit} ({wildcards.language})"
    script:
        "../../scripts/plot_figure.py"


rule plot_map:
    """The map of the offices in one language: figure 1, which is drawn from two released exhibits."""
    input:
        exhibit="<released>/exhibits/{exhibit}.parquet",
        areas="<released>/exhibits/{exhibit}_areas.parquet",
        texts=expand(
            "resources/texts/{{language}}/{room}.yaml", room=["common", "{exhibit}"]
        ),
    output:
        svg=report(
            "<released>/figures/{exhibit}.{language}.svg",
            caption="../report/exhibit.rst",
            category=section_of("figure"),
            labels=labels_of("figure"),
        ),
        png="<released>/figures/{exhibit}.{language}.png",
        pdf="<released>/figures/{exhibit}.{language}.pdf",
        seal="<restricted>/seals/plot_map/{exhibit}.{language}.json",
    log:
        "<logs>/plot_map/{exhibit}.{language}.log",
    benchmark:
        "<benchmarks>/plot_map/{exhibit}.{language}.tsv"
    wildcard_constraints:
        exhibit="figure_1",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=500),
    params:
        code=script_digest("scripts/plot_map.py"),
        language="{language}",
        is_synthetic=IS_SYNTHETIC,
        caption=exhibit_caption,
    message:
        "Drawing {wildcards.exhibit} ({wildcards.language})"
    script:
        "../../scripts/plot_map.py"


rule tabulate_exhibit:
    """One table in one language."""
    input:
        exhibit="<released>/exhibits/{exhibit}.parquet",
        texts=expand(
            "resources/texts/{{language}}/{room}.yaml", room=["common", "{exhibit}"]
        ),
    output:
        html=report(
            "<released>/tables/{exhibit}.{language}.html",
            caption="../report/exhibit.rst",
            category=section_of("table"),
            labels=labels_of("table"),
        ),
        csv="<released>/tables/{exhibit}.{language}.csv",
        typ="<released>/tables/{exhibit}.{language}.typ",
        seal="<restricted>/seals/tabulate_exhibit/{exhibit}.{language}.json",
    log:
        "<logs>/tabulate_exhibit/{exhibit}.{language}.log",
    benchmark:
        "<benchmarks>/tabulate_exhibit/{exhibit}.{language}.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=400),
    params:
        code=module_digest("scripts/tabulate_exhibit.py", "dialogmote/present/tables"),
        table="{exhibit}",
        language="{language}",
        is_synthetic=IS_SYNTHETIC,
        caption=exhibit_caption,
    message:
        "Setting {wildcards.exhibit} ({wildcards.language})"
    script:
        "../../scripts/tabulate_exhibit.py"


rule render_page:
    """The report in one language, as one self-contained page."""
    input:
        exhibits=expand(
            "<released>/exhibits/{exhibit}.parquet",
            exhibit=[*REPORTED, "figure_1_merged"],
        ),
        csvs=expand(
            "<released>/exhibits/{exhibit}.csv",
            exhibit=[*REPORTED, "figure_1_merged"],
        ),
        figures=expand("<released>/figures/{exhibit}.{{language}}.svg", exhibit=FIGURES),
        tables=expand("<released>/tables/{exhibit}.{{language}}.html", exhibit=TABLES),
        texts=text_files,
    output:
        page="<released>/report.{language}.html",
        seal="<restricted>/seals/render_page/{language}.json",
    log:
        "<logs>/render_page/{language}.log",
    benchmark:
        "<benchmarks>/render_page/{language}.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=400),
    params:
        code=script_digest(
            "scripts/render_page.py", "dialogmote/present/layouts/report.html.j2"
        ),
        language="{language}",
        is_synthetic=IS_SYNTHETIC,
        register_scale=lookup("register/scale", within=config),
        departures=list_departures(config),
        assumptions=assumption_places,
        rules=exhibit_rules,
        profile=lookup("disclosure/profile", within=config),
        report_date=report_date(),
    message:
        "Rendering the page ({wildcards.language})"
    script:
        "../../scripts/render_page.py"


rule render_document:
    """The report in one language, as one accessible PDF."""
    input:
        exhibits=expand(
            "<released>/exhibits/{exhibit}.parquet",
            exhibit=[*REPORTED, "figure_1_merged"],
        ),
        figures=expand("<released>/figures/{exhibit}.{{language}}.svg", exhibit=FIGURES),
        tables=expand("<released>/tables/{exhibit}.{{language}}.typ", exhibit=TABLES),
        texts=text_files,
    output:
        document="<released>/report.{language}.pdf",
        seal="<restricted>/seals/render_document/{language}.json",
    log:
        "<logs>/render_document/{language}.log",
    benchmark:
        "<benchmarks>/render_document/{language}.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=1000),
    params:
        code=script_digest(
            "scripts/render_document.py", "dialogmote/present/layouts/report.typ"
        ),
        language="{language}",
        is_synthetic=IS_SYNTHETIC,
        register_scale=lookup("register/scale", within=config),
        departures=list_departures(config),
        assumptions=assumption_places,
        rules=exhibit_rules,
        profile=lookup("disclosure/profile", within=config),
        report_date=report_date(),
    message:
        "Setting the document ({wildcards.language})"
    script:
        "../../scripts/render_document.py"


rule render_comparison:
    """Published beside reproduced, as one machine-readable file."""
    input:
        csv="<released>/exhibits/published_vs_reproduced.csv",
    output:
        csv="<released>/published_vs_reproduced.csv",
        seal="<restricted>/seals/render_comparison.json",
    log:
        "<logs>/render_comparison.log",
    benchmark:
        "<benchmarks>/render_comparison.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=400),
    params:
        code=script_digest("scripts/render_comparison.py"),
    message:
        "Published beside reproduced"
    script:
        "../../scripts/render_comparison.py"


rule render_package:
    """The released data files described as a Data Package."""
    input:
        parquet=expand(
            "<released>/exhibits/{exhibit}.parquet", exhibit=TREATED + RECOMPUTED
        ),
        csv=expand("<released>/exhibits/{exhibit}.csv", exhibit=TREATED + RECOMPUTED),
        citation="CITATION.cff",
    output:
        package="<results>/datapackage.json",
    log:
        "<logs>/render_package.log",
    benchmark:
        "<benchmarks>/render_package.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=10, floor=400),
    params:
        code=script_digest("scripts/render_package.py"),
        release_date=report_date(),
    message:
        "Describing the released data"
    script:
        "../../scripts/render_package.py"
