# Everything a newcomer or a contributor runs. Needs make and Python 3.11 or later, nothing else:
# whatever is missing goes into .venv, which `make clean` removes.
#
#   make demo PYTHON=python3.12    builds .venv with another Python

PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check -qq
VERSION = -c 'import sys; print(sys.version)'

.DEFAULT_GOAL := help
.PHONY: help demo test lint format docs reference depth clean FORCE

help: ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-18s%s\n", $$1, $$2 }'

demo: .venv/atlas ## Print Japan's security partnerships as of today; build the atlas into out/ and open it
	@$(BIN)/kizuna table JPN
	@$(BIN)/kizuna atlas build out/ --open

test: .venv/test ## Run the tests
	$(BIN)/python -m pytest -n 2

lint: .venv/lint ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/lint ## Put the code into the house's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/docs ## Build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "Wrote site/index.html"

reference: .venv/docs ## Write the generated pages of the reference anew
	$(BIN)/python docs/reference/generate.py

depth: .venv/test ## Fit the depth of the shipped record anew, after a change of the evidence
	$(BIN)/python -m kizuna.measures.depth.refit

clean: ## Remove the environment and everything that was built
	rm -rf .venv out site build dist .mypy_cache .ruff_cache .hypothesis

# The files under .venv are stamps: what was installed, and when.
.venv/package: pyproject.toml .venv/python
	@echo "Installing Kizuna into .venv ..."
	@$(PIP) install --editable .
	@touch $@

.venv/test .venv/lint .venv/docs: pyproject.toml .venv/python
	@echo "Installing Kizuna and what '$(@F)' needs into .venv ..."
	@$(BIN)/python -c 'import pip, sys; sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (25, 1))' \
	  || $(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --editable . --group $(@F)
	@touch $@ .venv/package

.venv/atlas: pyproject.toml .venv/python
	@echo "Installing Kizuna into .venv ..."
	@$(PIP) install --editable '.[atlas]'
	@touch $@ .venv/package

# Made anew only where it is missing or broken, or where another PYTHON was asked for.
.venv/python: FORCE
	@if $(BIN)/python $(VERSION) >/dev/null 2>&1 && { [ '$(origin PYTHON)' = file ] \
	    || [ "$$($(BIN)/python $(VERSION))" = "$$('$(PYTHON)' $(VERSION) 2>/dev/null)" ]; }; then \
	  [ -e $@ ] || touch $@; \
	else \
	  '$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Kizuna needs Python 3.11 or later; '$(PYTHON)' is $$('$(PYTHON)' --version 2>/dev/null" \
	      "|| echo not there). Say which to use: make PYTHON=python3.12" >&2; exit 1; }; \
	  rm -rf .venv && '$(PYTHON)' -m venv .venv && touch $@; \
	fi
