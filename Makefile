.DEFAULT_GOAL := help
VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
PYTEST := $(PYTHON) -m pytest -n 2 -q
# numpy's threads wait for each other while other programs are running; one is faster then, and as fast otherwise.
export OPENBLAS_NUM_THREADS := 1

.PHONY: help install check tables release docs stats agreement test lint bench verify-release browser-test mutate wheel clean

help:  ## List the targets and how long each takes
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(INSTALLED)  ## Set up .venv from the pinned requirements (downloads about 200 MB; up to 3 minutes, once)

# The first of these that runs: a version manager may have a name on the path without the version behind it.
$(INSTALLED): requirements.txt pyproject.toml
	@for name in python3.11 python3.12 python3.13 python3.14; do \
	  if $$name -c 'import venv' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo 'Python 3.11, 3.12, 3.13 or 3.14 with venv is needed, and none was found' >&2; exit 1; fi; \
	echo "Setting up $(VENV) with $$found: downloading the pinned packages (1 to 3 minutes, only this time)"; \
	$$found -m venv --clear $(VENV)
	$(PYTHON) -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(INSTALLED)

check: install  ## Check the data: the whole corpus, and its evidence where PEACETERMS_TEXTS names the texts (half a minute)
	$(PYTHON) -m peaceterms_build check
	$(PYTHON) -m pytest -q -rs tests/data_tier

tables: install  ## Build the tables and print their row counts, writing nothing (half a minute)
	$(PYTHON) -m peaceterms_build tables

release: install  ## Check the corpus and write the release (half a minute)
	$(PYTHON) -m peaceterms_build release
	@echo "Try next: $(VENV)/bin/peaceterms show conditions_flat issue=security.neutrality"

docs: install  ## Write what is generated from schemas/: card schemas and the code lists of the manual (half a minute)
	$(PYTHON) -m peaceterms_build docs

stats: install  ## Count documents, statements, conditions and claims by year, side, language, issue (half a minute)
	$(PYTHON) -m peaceterms_build stats

agreement: install  ## Measure how far the blind codings agree (a few seconds)
	$(PYTHON) -m peaceterms_build agreement

lint: install  ## Check the code with ruff and mypy (10 seconds)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

test: lint  ## Test the code on an invented corpus, whatever the size of the real one (about a minute)
	$(PYTEST)

bench: install  ## Measure verify on 10 MB, check and release on the corpus grown to 1,000 documents (5 minutes)
	$(PYTHON) tests/bench/verify.py
	cd tests && PYTHONPATH=../build:../dataset ../$(PYTHON) -m bench

verify-release: install  ## Test the release: rebuilt bytes, seeded faults, kills while writing, wheels (15 minutes)
	$(PYTEST) tests/verify_release

browser-test: install  ## Test in Chromium, if it is there, that links highlight their passages (2 minutes)
	$(PYTHON) -m pytest -q -rs tests/verify_release/test_links_in_a_browser.py

mutate: install  ## Seed two thousand single faults and write what happens to each to RESULTS.md (hours)
	cd tests/verify_release && ../../$(PYTHON) -m mutation --page

wheel: install  ## Build the wheel and the source distribution into dist/ (half a minute)
	$(PYTHON) -m build --no-isolation

clean:  ## Remove the environment and what tools left behind
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
