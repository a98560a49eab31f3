# Everything happens in .venv; nothing but Python, git and make is needed.
PYTHON ?= python3
BIN = .venv/bin
export NO_MKDOCS_2_WARNING = 1

.PHONY: site test serve bench pictures format clean

site: .venv/installed  ## Build the example site into site/
	$(BIN)/mkdocs build --strict

test: .venv/installed  ## Lint, types, the import contract and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto

serve: .venv/installed  ## Serve the example site, and build it anew on each change
	$(BIN)/mkdocs serve

bench: .venv/installed  ## Measure against peers, and write benchmarks/README.md; SIZES="10 100" RUNS=3 ONLY="floor" ask for less
	$(BIN)/python -m benchmarks $(ONLY) $(if $(SIZES),--sizes $(SIZES)) $(if $(RUNS),--runs $(RUNS))

pictures: .venv/installed  ## Take the README's pictures anew, with Chromium
	cd tests && ../$(BIN)/python test_pictures.py

format: .venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv site

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -e '.[dev]'
	touch $@
