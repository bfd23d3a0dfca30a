# One verb, one command, the same here and in CI. A machine with git, make and Python 3.11 or later
# is enough: the first target that needs it sets up .venv.

.DEFAULT_GOAL := help
.PHONY: help setup demo readme check test machine mutants verify

# The first Python that is new enough; `make PYTHON=…` names another.
NEW_ENOUGH := 'import sys; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$name" -c $(NEW_ENOUGH) 2>/dev/null && echo "$$name" && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MUTMUT := $(VENV)/.mutmut

# Another environment that happens to be active must not leak into ours.
unexport VIRTUAL_ENV
unexport PYTHONPATH
unexport PYTHONHOME

help:
	@echo 'make demo     see Hookline at work: validate, plan, apply, log'
	@echo 'make test     run the tests'
	@echo 'make check    lint, types, import contracts, staleness of the schemas'
	@echo 'make readme   bring the output that README.md shows up to date'
	@echo 'make mutants  change the code that decides about plans, and see which tests notice'
	@echo 'make machine  long random histories of people, kills and clones, each settled by one apply'
	@echo 'make verify   everything: check, demo, test, machine, mutants'

setup: $(READY)

# The stamp is written last, so that an installation that broke off is begun again.
$(READY): pyproject.toml
	@$(or $(PYTHON),false) -c $(NEW_ENOUGH) 2>/dev/null || { \
	  echo 'make: Hookline needs Python 3.11 or later, and found none that it can start.' >&2; \
	  echo 'make: name one: make PYTHON=/path/to/python3 $(or $(MAKECMDGOALS),setup)' >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'make: this Python lacks its module venv; on Debian and Ubuntu:' >&2; \
	  echo 'make: sudo apt install python3-venv' >&2; \
	  exit 1; }
	@echo 'Setting up $(VENV) (once; about a minute)' >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[serve]' --group dev
	@touch $@

demo: $(READY)
	@$(BIN)/python scripts/demo.py

readme: $(READY)
	@$(BIN)/python scripts/readme.py

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src tests scripts
	$(BIN)/lint-imports --no-logo
	$(BIN)/hookline schema build --check

test: $(READY)
	@$(BIN)/pytest -n 2

# About five minutes; for a night of it: make machine EXAMPLES=100000.
EXAMPLES ?= 1500
machine: $(READY)
	@HOOKLINE_EXAMPLES=$(EXAMPLES) $(BIN)/pytest -n 2 --hypothesis-profile=long tests/test_machine.py tests/test_machine_clones.py

# Named ones with make mutants MUTANTS='hookline.stages.diff*'.
mutants: $(MUTMUT)
	@$(BIN)/python scripts/mutation.py $(foreach name,$(MUTANTS),'$(name)')

$(MUTMUT): $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group mutation
	@touch $@

verify: check demo test machine mutants
