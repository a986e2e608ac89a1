"""The raw extracts: simulated, or found in a folder; then verified and given English column names."""


rule simulate_register:
    """The synthetic register: raw extracts and their planted truth."""
    input:
        planted_truth="resources/planted_truth.yaml",
    output:
        extracts=expand("<register>/{extract}.parquet", extract=EXTRACTS),
        truth="<register>/truth.parquet",
    log:
        "<logs>/simulate_register.log",
    benchmark:
        "<benchmarks>/simulate_register.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=simulation_memory,
    params:
        code=script_digest("scripts/simulate_register.py"),
        scale=lookup("register/scale", within=config),
        seed=lookup("register/seed", within=config),
        periods=lookup("periods", within=config),
    message:
        "Simulating the register"
    script:
        "../../scripts/simulate_register.py"


rule verify_extracts:
    """The raw extracts checked: every violation in one pass, or clean copies and an input report."""
    input:
        unpack(extract_files),
    output:
        extracts=expand("<restricted>/extracts/{extract}.parquet", extract=EXTRACTS),
        input_report="<restricted>/exhibits/input_report.parquet",
    log:
        "<logs>/verify_extracts.log",
    benchmark:
        "<benchmarks>/verify_extracts.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        # peak of a national register: 1,490 MB over 117 MB of input
        mem_mb=memory(factor=18, floor=500),
    params:
        code=script_digest("scripts/verify_extracts.py"),
        column_names=column_names(),
        fingerprint=FINGERPRINT,
        first_start=lookup("study/first_start", within=config),
        last_start=lookup("study/last_start", within=config),
        allow_short_follow_up=lookup("extracts/allow_short_follow_up", within=config),
        violations=f"{RESULTS}/restricted/violations.parquet",
        failed_rows=f"{RESULTS}/restricted/failed_rows",
    message:
        "Verifying the extracts"
    script:
        "../../scripts/verify_extracts.py"
