.DEFAULT_GOAL := help
VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed

.PHONY: help install check tables release docs stats agreement mutate fire test lint wheel clean

help:  ## Show what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(INSTALLED)  ## Set up the environment in .venv from the pinned requirements

$(INSTALLED): requirements.txt pyproject.toml
	python3.11 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(INSTALLED)

check: install  ## Check the corpus and report every fault, writing nothing
	$(PYTHON) -m peaceterms_build check

tables: install  ## Build the tables and print their row counts, writing nothing
	$(PYTHON) -m peaceterms_build tables

release: install  ## Check the corpus and write the validated release
	$(PYTHON) -m peaceterms_build release

docs: install  ## Write the codebook, the card schemas and the manual's code lists anew from schemas/
	$(PYTHON) -m peaceterms_build docs

stats: install  ## Count documents, statements, conditions and claims by year, side, language, issue
	$(PYTHON) -m peaceterms_build stats

agreement: install  ## Measure how far the blind codings agree
	$(PYTHON) -m peaceterms_build agreement

mutate: install  ## Seed two thousand single faults and publish what became of each (long)
	cd tests && ../$(PYTHON) -m mutation --page

fire: install  ## Kill a hundred builds at random moments: the release stays whole (long)
	PEACETERMS_KILLS=100 $(PYTHON) -m pytest -q tests/test_writing_under_fire.py

lint: install  ## Hold the code against ruff and mypy
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

test: lint  ## Lint, type-check and run every test
	$(PYTHON) -m pytest -n 2 -q

wheel: install  ## Build the wheel and the source distribution into dist/
	$(PYTHON) -m build --no-isolation

clean:  ## Remove the environment and what tools left behind
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
