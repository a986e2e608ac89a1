"""From restricted to released. The disclosure gate is not built yet: nothing is checked, and real extracts say so."""


rule disclose_notice:
    """The notice that nothing in `released` was checked for disclosure."""
    output:
        notice="<released>/NOT_FOR_RELEASE.txt",
    log:
        "<logs>/disclose_notice.log",
    benchmark:
        "<benchmarks>/disclose_notice.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
    params:
        code=script_digest("scripts/disclose_notice.py"),
        profile=lookup("disclosure/profile", within=config),
    message:
        "Nothing is checked for disclosure: see NOT_FOR_RELEASE.txt"
    script:
        "../../scripts/disclose_notice.py"


rule disclose_exhibit:
    """One exhibit on its way out: the only rule between restricted and released."""
    input:
        exhibit="<restricted>/exhibits/{exhibit}.parquet",
        notice=[] if IS_SYNTHETIC else rules.disclose_notice.output.notice,
    output:
        parquet="<released>/exhibits/{exhibit}.parquet",
        csv="<released>/exhibits/{exhibit}.csv",
    log:
        "<logs>/disclose_exhibit/{exhibit}.log",
    benchmark:
        "<benchmarks>/disclose_exhibit/{exhibit}.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
    params:
        code=script_digest("scripts/disclose_exhibit.py"),
        profile=lookup("disclosure/profile", within=config),
    message:
        "Releasing {wildcards.exhibit}"
    script:
        "../../scripts/disclose_exhibit.py"
