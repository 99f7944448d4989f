# The commands of the repository; `make` alone explains them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.SHELLFLAGS := -eu -c
unexport PYTHONDONTWRITEBYTECODE # else each process compiles every library anew, for five seconds

BIN := .venv/bin
VAR ?= $(or $(ALLESKALMED_VAR),var)
READY := .venv/ready

DEMO := $(VAR)/demo
DEMO_LAST ?= 2026-11-16
DEMO_YOUTHS ?= 4500
DEMO_SEED ?= 7
DEMO_SERVE ?= 1
DEMO_OF := $(DEMO)/made-of-$(DEMO_YOUTHS)-$(DEMO_SEED)-$(DEMO_LAST)
GATING := not prove and not bench and not scale and not soak and not pictures
TOGETHER := -n 3 --dist loadfile --no-loadscope-reorder -m "$(GATING) and not alone"
OULAD_RECORDS ?= ../shared/data/oulad_2013

.PHONY: help setup demo real test check browser machine coverage prove bench scale soak docs pictures lock clean

help: ## show this help
	@echo "Alle skal med: early warning for youths of 15-18. Start with: make demo"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(READY) ## make the environment in .venv

$(READY): requirements.lock pyproject.toml
	@echo "Setting up .venv (a minute or two the first time)"
	@.ci/install
	@touch $(READY)

demo: export ALLESKALMED_VAR := $(abspath $(VAR))
demo: $(DEMO)/bundle/manifest.json ## a synthetic town through twelve past weeks and last night, served on http://127.0.0.1:8000
	$(BIN)/alleskalmed demo --records $(DEMO)/town/records --bundle $(DEMO)/bundle --last $(DEMO_LAST) --out $(DEMO)
	@if [ "$(DEMO_SERVE)" != 0 ]; then exec env ALLESKALMED_DEMO_TODAY=$(DEMO_LAST) $(BIN)/alleskalmed serve; fi

$(DEMO_OF): | $(READY)
	@mkdir -p $(DEMO) && rm -f $(DEMO)/made-of-* && touch $@

$(DEMO)/town/records/delivery.json: $(DEMO_OF)
	$(BIN)/alleskalmed-train simulate --youths $(DEMO_YOUTHS) --seed $(DEMO_SEED) --last $(DEMO_LAST) --out $(DEMO)/town

$(DEMO)/bundle/manifest.json: $(DEMO)/town/records/delivery.json
	$(BIN)/alleskalmed-train fit --records $(DEMO)/town/records --until $(DEMO_LAST) --out $(DEMO)/bundle

real: $(READY) ## the whole job on real, public event data
	$(BIN)/alleskalmed-train real --records $(OULAD_RECORDS) --out $(VAR)/real

check: $(READY) ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(READY) ## check, and all tests that gate
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target check browser machine
	$(BIN)/pytest $(TOGETHER)
	$(BIN)/pytest -m "$(GATING) and alone"

browser:
	@.ci/browser

machine: $(READY)
	@$(BIN)/python -m tests.lib.machine_code

coverage: $(READY) browser ## the branches that the tests reach; never fewer than before
	$(BIN)/pytest $(TOGETHER) --cov --cov-report=term:skip-covered

prove: $(READY) ## statistics that must hold; result files are committed
	OULAD_RECORDS=$(OULAD_RECORDS) $(BIN)/pytest -m prove tests/prove

bench: $(READY) ## speed as ratios within one run; result files are committed
	$(BIN)/pytest -m bench -s tests/bench

scale: $(READY) ## sizes that must be borne; result files are committed
	$(BIN)/pytest -m scale -s tests/bench

soak: $(READY) ## 200 nights killed at random on each database, 100,000 hostile inputs, every operation asked many times
	$(BIN)/pytest -m soak -s tests/soak tests/api

docs: $(READY) ## write the generated pages of the guide anew
	$(BIN)/alleskalmed guide --out service/guide

pictures: export ALLESKALMED_VAR := $(abspath $(VAR))
pictures: ## draw the pictures of README and guide from the demo's town
	@$(MAKE) --silent demo DEMO_SERVE=0
	$(BIN)/pytest -m pictures tests/browser/test_pictures.py

lock: $(READY) ## resolve requirements.lock anew
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--extra dev --upgrade pyproject.toml -o requirements.lock

clean: ## remove what was made: var and the environment
	rm -rf $(VAR) .venv
