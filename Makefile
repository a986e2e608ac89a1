# The two commands are `make report` and `make test`. Any exhibit or stage is a target too: `make table_4`.
# Variables: REGISTER=<folder of raw extracts>  RESULTS=<folder>  SCALE=0.1  LANGUAGES=en  CORES=2  MEMORY=8000  (OUT=<folder> for make register)

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DEFAULT_GOAL := help

CORES ?= all
# In MB: jobs that do not fit into it together run one after the other.
MEMORY ?= $(shell awk '/^MemTotal/ { print int($$2 / 1024) }' /proc/meminfo 2> /dev/null)
BIN := .venv/bin
export REGISTER RESULTS SCALE LANGUAGES OUT NUMBER EXACT
# PROFILE=profiles/slurm: where the jobs run; without it, on this machine.
where = $(if $(PROFILE),--workflow-profile $(PROFILE),--cores $(CORES) $(if $(MEMORY),--resources mem_mb=$(MEMORY)))
snakemake = overlay="$$($(BIN)/python workflow/overlay.py)" && $(BIN)/snakemake $(1) $(where) --configfile "$$overlay" --

# The first Python of the versions the lock serves; PYTHON=<path> names another.
SERVED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if $$p -c '$(SERVED)' 2>/dev/null; then echo $$p; break; fi; done)

.PHONY: help env env-dev env-slurm env-bench bench lock report plan register verify trace record archive compare unlock test test-all faults mutate axe slurm-test other-python check licences audit sbom clean

help: ## show this page
	@echo "make report    from the extracts to the report in results/released/"
	@echo "make test      the tests"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  make <exhibit or stage>, for example: make table_4, make figure_8, make cohort, make exhibits"
	@echo "  variables: REGISTER=<folder of raw extracts> RESULTS=<folder> SCALE=0.1 LANGUAGES=en CORES=2 MEMORY=8000"

env: $(BIN)/run.installed ## install what a run needs into .venv, by the lock with hashes

env-dev: $(BIN)/dev.installed ## install what tests and checks need too

env-slurm: $(BIN)/slurm.installed ## install what a run on a Slurm cluster needs too; then make report PROFILE=profiles/slurm

env-bench: $(BIN)/bench.installed ## install the peers of `make bench` too

$(BIN)/python:
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c '$(SERVED)' 2>/dev/null; then \
		echo "dialogmote needs Python 3.11, 3.12 or 3.13, and found: $$($(if $(PYTHON),$(PYTHON),python3) --version 2>&1 || echo none)." >&2; \
		echo "Install one of them, or name it: make PYTHON=<path>" >&2; exit 1; fi
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

# Wheels alone, but for the packages of sdists.txt, which the tools of build.lock build: docs/supply_chain.md.
install := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
$(BIN)/%.installed: envs/%.lock envs/build.lock envs/sdists.txt | $(BIN)/python
	@echo "Installing the locked packages of $< (some minutes, once)"
	@$(install) --only-binary :all: -r envs/build.lock
	@$(install) --no-build-isolation -r envs/sdists.txt -r $<
	@touch $@ $(BIN)/run.installed

# Beside the locks of envs/: no peer is part of a run, of the tests or of a release.
$(BIN)/bench.installed: benchmarks/peers.lock $(BIN)/run.installed
	@$(install) --no-build-isolation -r envs/sdists.txt -r $<
	@touch $@

lock: ## resolve the locks anew (needs uv)
	@for name in build run dev slurm; do uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-annotate --no-header --quiet envs/$$name.in -o envs/$$name.lock; done
	@cd benchmarks && uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-annotate --no-header --quiet peers.in -o peers.lock

report: env ## everything, up to the report in every language
	@$(call snakemake) report

plan: env ## what `make report` would run, and why
	@$(call snakemake,--dry-run --quiet host reason rules) report

register: env ## the synthetic extracts alone; OUT=<folder> says where
	@$(call snakemake,$(if $(OUT),--forcerun simulate_register)) register

# Snakemake is silent here: what there is to say stands in the log of the check, or, when it never began, in verify.out.
verify: env ## check the extracts of REGISTER=<folder> and list every violation
	@log="$${RESULTS:-results}/logs/verify_extracts.log"; mkdir -p .snakemake; touch .snakemake/verify.started; \
	status=0; $(call snakemake,--quiet host reason rules progress) verify > .snakemake/verify.out 2>&1 || status=1; \
	if [ $$status = 0 ] || [ "$$log" -nt .snakemake/verify.started ]; then cat "$$log"; else cat .snakemake/verify.out; fi; \
	exit $$status

record: report ## what a reviewer asks of a run, in results/record/: Snakemake's report, versions, times
	@$(BIN)/python -m workflow.record "$$($(BIN)/python workflow/overlay.py)"

# OUT names the archive here, and not a folder for the register.
ARCHIVE := $(OUT)
archive: override OUT :=
archive: record ## one file for deposit, without anything restricted; OUT=<file> names it
	@$(BIN)/python -m workflow.archive "$$($(BIN)/python workflow/overlay.py)" "$(ARCHIVE)"

compare: env ## which released numbers moved between A=<results> and B=<results>; ALL=1 CSV=<file>
	@$(BIN)/python -m workflow.compare $(if $(ALL),--all) $(if $(CSV),--csv "$(CSV)") -- "$(A)" "$(B)"

trace: env ## where a number comes from: NUMBER=table_4/meeting/national/false/estimate (or -4.94, figure_8/words)
	@$(BIN)/python -m workflow.trace

unlock: env ## after a run was killed: let the next one start
	@$(call snakemake,--unlock) report

test: env-dev ## the tests; of the longest sweeps a sample, TEST_SEED=<number> draws another
	@$(BIN)/python -m pytest

test-all: env-dev ## the tests, with the whole of every sweep
	@TESTS=all $(BIN)/python -m pytest

slurm-test: env-dev env-slurm ## the whole workflow on a real Slurm of one node, started for it (root); TARGETS="table_4 figure_8"
	@SLURM_TARGETS="$(TARGETS)" $(BIN)/python -m pytest -n 0 -rA -m slurm tests/slurm

faults: env-dev ## runs killed, starved and shut out, and what they leave; FAULTS_N=100 FAULTS_SEED=<number>
	@FAULTS=all $(BIN)/python -m pytest -n 0 -s tests/faults

mutate: env-dev ## bad extracts and bad configurations, all of them; MUTATIONS_SEED=<number> MUTATIONS_ONLY=<part of a name>
	@MUTATIONS=all $(BIN)/python -m pytest -n 2 --dist load -rs tests/mutations

other-python: env-dev ## the same run on another Python, and whether its numbers are the same; OTHER=python3.13
	@[ -n "$(OTHER)" ] || { echo "Name another Python of 3.11 to 3.13: make other-python OTHER=<path>" >&2; exit 1; }
	@rm -rf .venv-other; echo "Making .venv-other with $$($(OTHER) --version) (some minutes)"; $(OTHER) -m venv .venv-other
	@$(install:$(BIN)/%=.venv-other/bin/%) --only-binary :all: -r envs/build.lock
	@$(install:$(BIN)/%=.venv-other/bin/%) --no-build-isolation -r envs/sdists.txt -r envs/run.lock
	@OTHER_PYTHON="$(CURDIR)/.venv-other/bin/python" $(BIN)/python -m pytest -n 0 -rA tests/workflow/test_other_python.py

axe: env-dev ## the pages in headless Chromium, by axe; RESULTS=<folder> takes those of a run
	@AXE=all $(BIN)/python -m pytest -n 0 -rA -m browser tests/browser

# OUT names the folder of the measurements here.
bench: override OUT := $(if $(OUT),$(OUT),benchmarks/out)
bench: env ## our stages beside their peers, and growth: STAGES=cohort,did SCALES=0.1,1 PEER_SCALE=1 ROUNDS=3 RUN=<results>
	@$(BIN)/python -m benchmarks --out "$(OUT)" $(if $(STAGES),--stages "$(STAGES)") $(if $(SCALES),--scales "$(SCALES)") \
		$(if $(PEER_SCALE),--peer-scale "$(PEER_SCALE)") $(if $(ROUNDS),--rounds "$(ROUNDS)") \
		$(if $(RUN),--run "$(RUN)") $(if $(filter-out all,$(CORES)),--cores "$(CORES)")

check: env-dev ## style, types, lint, licences, known vulnerabilities
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/snakefmt --check Snakefile workflow
	@$(BIN)/mypy
	@$(BIN)/snakemake --lint --configfile "$$($(BIN)/python workflow/overlay.py)" > /dev/null
	@$(MAKE) licences audit

licences: env-dev ## licences of all packages, by envs/licences.csv; WRITE=1 writes it anew
	@$(BIN)/python -m workflow.licences $(if $(WRITE),--write)

audit: env-dev ## known vulnerabilities of the locked packages, where a database can be reached
	@$(BIN)/python -m workflow.audit

sbom: env ## the bill of materials of a run's environment, CycloneDX 1.6, in sbom.cdx.json; OUT=<file> names it
	@$(BIN)/python -m workflow.sbom "$(if $(OUT),$(OUT),$${RESULTS:-results}/record/sbom.cdx.json)"

clean: ## remove results/ (RESULTS=<folder> names another) and caches
	@folder="$${RESULTS:-results}"; \
	if [ -f "$$folder/restricted/register_source.txt" ]; then rm -rf "$$folder"; echo "Removed $$folder"; \
	elif [ -e "$$folder" ]; then echo "$$folder is not a folder of results; it stays" >&2; exit 1; fi
	@rm -rf .pytest_cache .mypy_cache .ruff_cache

# Any other word is a target of the workflow.
.DEFAULT:
	@$(MAKE) --silent env
	@$(call snakemake) $@
