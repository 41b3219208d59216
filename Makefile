# Needs python3 (3.11 or newer) and make, nothing else. PYTHON=python3.12 make test chooses another interpreter.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
INPUTS := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.PHONY: help dataset studies docs test bench release readme metadata constraints clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

dataset: $(VENV)/.runtime  ## build processed/ from raw/ and print what is in it
	$(BIN)/zhijiao build
	$(BIN)/zhijiao info

studies: $(VENV)/.notebooks  ## execute the notebooks and write their pages, notebooks/html/
	$(BIN)/python -m zhijiao_data.analysis.studies

docs: $(VENV)/.docs  ## build the documentation in both languages, site/
	@set -e; for language in zh en; do \
	  NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet --config-file docs/mkdocs.$$language.yml; done
	@echo "To read and search it: $(BIN)/python -m http.server --directory site"

test: $(VENV)/.dev  ## lint and test
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -q --numprocesses auto --maxprocesses 4

bench: $(VENV)/.bench  ## measure extraction against jieba, loading against pandas, shared passages against alignment and MinHash
	@set -e; for program in benchmarks/bench_*.py; do echo "== $$program"; $(BIN)/python "$$program"; done

release: $(VENV)/.notebooks  ## seal the release that raw/releases.yaml plans, and write anew all that names a version
	$(BIN)/zhijiao build --release
	$(MAKE) metadata studies readme

readme: $(VENV)/.runtime  ## compute the figures of both READMEs anew, from processed/ and the annotations
	$(BIN)/python tests/readme_blocks.py --write

metadata: $(VENV)/.runtime  ## write CITATION.cff and .zenodo.json anew, for the tables of processed/
	$(BIN)/python -m zhijiao_data.publish.standards

constraints: $(VENV)/.dev  ## resolve the pinned versions anew (needs uv)
	{ sed -n '/^#/p' constraints.txt; \
	  uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras --no-annotate --no-header pyproject.toml; \
	} > constraints.new && mv constraints.new constraints.txt

clean:  ## remove the environment, the caches and the site (raw/ and processed/ stay)
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis build dist site
	find zhijiao_data docs tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than what it was installed from; a failed installation leaves none.
$(VENV)/.runtime: $(INPUTS) $(BIN)/python
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.notebooks: $(VENV)/.runtime
	$(PIP_INSTALL) --editable ".[notebooks]"
	@touch $@

$(VENV)/.docs: $(VENV)/.runtime
	$(PIP_INSTALL) --editable ".[docs]"
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(PIP_INSTALL) --editable ".[dev]"
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(PIP_INSTALL) --editable ".[bench]"
	@touch $@

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "make: $(PYTHON) was not found. Install Python 3.11 or newer, or name one: make PYTHON=python3.12 …" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: $(PYTHON) is $$($(PYTHON) -V 2>&1), but Python 3.11 or newer is needed. Name a newer one: make PYTHON=python3.12 …" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "make: $(PYTHON) cannot create environments. On Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
