# Two commands for a newcomer: `make run` shows the site, `make test` runs every test.
# They need Python 3.11 or newer with venv, and make.

PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= ./data

# Where an environment forbids it, each of some twenty processes would compile 2,000 modules anew.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
INSTALLED := .venv/installed

.DEFAULT_GOAL := help
.PHONY: help install run services test prove messages lock clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

install: $(INSTALLED) ## the environment in .venv, with .venv/bin/threehouses

# uv installs ten times faster than pip; pip installs uv, and everything if uv cannot
# (it does not read pip's settings, such as a mirror).
$(INSTALLED): requirements.lock pyproject.toml | $(BIN)/pip
	sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.lock
	$(BIN)/uv pip install -q --system-certs --python $(BIN)/python --require-hashes -r requirements.lock \
	|| $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv

run: export PORT := $(PORT)
run: export DATA_DIR := $(DATA_DIR)
ifeq ($(SEARCH),meilisearch)
run: export SEARCH_URL := meilisearch:
endif
run: install ## the site with its demonstration market (PORT, DATA_DIR, SEARCH=meilisearch)
	$(BIN)/threehouses demo --if-empty
	$(BIN)/threehouses serve

services: install ## PostgreSQL and Chromium for the tests, where root may install them
	@$(BIN)/python -m tests.tools.services

# Three processes, also on two cores: while one test waits for a browser, a site that starts, or
# a disk, others have something to do.
test: install services ## every check that CI runs
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest -n 3 --dist loadgroup --no-loadscope-reorder

prove: install services ## the long proofs, over a minute each
	$(BIN)/pytest -m prove
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder --both tests/features tests/browser

lock: install ## pin what pyproject.toml asks for (UPGRADE=--upgrade for newer versions)
	$(BIN)/uv pip compile -q --system-certs --python-version 3.11 --generate-hashes --all-extras --no-header \
	  $(UPGRADE) -o requirements.lock pyproject.toml

clean: ## remove everything that can be made again, but never data
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

messages: install ## bring the Vietnamese catalogue up to the messages in code and templates
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k t --no-location --sort-output --omit-header -o build/messages.pot .
	$(BIN)/pybabel -q update -N --ignore-obsolete --ignore-pot-creation-date -w 100 -i build/messages.pot -d marketplace/locale -l vi
	@sed -i -E '/^"(Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):/d' \
	  marketplace/locale/vi/LC_MESSAGES/messages.po
