# Python, git and make are all that is needed. With npm, the tests that drive programs of Node's run as well.
PYTHON ?= python3
BIN = .venv/bin
# The whole way from a sidecar to its pages, reports and site, without a browser
QUICK = $(addprefix tests/test_,cli.py diagnostics.py diff.py export.py formats.py hostile_yaml.py new.py rules.py schema.py site.py source.py)
export NO_MKDOCS_2_WARNING = 1

.PHONY: site test compat growth lowest long fuzz mutants pythons serve bench pictures format clean

site: .venv/installed  ## Build the example site into site/
	$(BIN)/mkdocs build --strict

test: .venv/installed tests/node_modules  ## Lint, types, the import contract and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

lowest: .venv/installed  ## Test with the lowest version that each range of pyproject.toml lets in
	mkdir -p .cache
	$(BIN)/python tests/lowest.py > .cache/lowest.txt
	$(PYTHON) -m venv .cache/lowest
	.cache/lowest/bin/pip install --quiet --constraint .cache/lowest.txt -e '.[dev]'
	.cache/lowest/bin/pytest -n auto --dist loadfile $(QUICK)

compat: .venv-compat/installed tests/node_modules  ## Build sites that other plugins, themes and generators have a part in
	.venv-compat/bin/pytest -m "compat or not compat" -n auto --dist loadfile tests/compatibility

growth: .venv/installed  ## Show that no design of many of two things takes as long as their product
	$(BIN)/pytest -m growth tests/test_growth.py

long: .venv/installed  ## Compare rebuilds with fresh builds for half an hour or so
	DATADESIGN_EXAMPLES=500 $(BIN)/pytest tests/test_rebuilds.py

SECONDS ?= 1200
EXAMPLES ?= 2000

fuzz: .venv/installed  ## Look for inputs that break anything, for SECONDS with atheris, and EXAMPLES of each property
	$(BIN)/pip install --quiet atheris
	$(BIN)/python fuzz/design.py $(SECONDS)
	DATADESIGN_EXAMPLES=$(EXAMPLES) $(BIN)/pytest tests/test_properties.py
	test -z "$$(ls fuzz/found)"

pythons: .venv/installed  ## Show that every Python that is here makes the same bytes
	for version in 3.11 3.12 3.13 3.14; do \
	  ! python$$version -c '' 2>/dev/null || test -d .cache/python$$version || \
	  { python$$version -m venv .cache/python$$version && .cache/python$$version/bin/pip install --quiet -e '.[svg]'; } || exit 1; \
	done
	$(BIN)/pytest tests/test_deterministic.py

mutants: .venv-mutants/installed  ## Break the rules, the linking and what an edit reaches in thousands of ways, and list what no test sees; ONLY="*.naming.*" asks for less, and all goes on where it stopped
	.venv-mutants/bin/mutmut run '*.schema.syntax.*'  # makes them all, and tries a few
	.venv-mutants/bin/python tests/mutants.py $(foreach one,$(ONLY),'$(one)')
	.venv-mutants/bin/mutmut results

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
	rm -rf .venv .venv-compat .venv-mutants .cache mutants site tests/node_modules

tests/node_modules: tests/package.json  ## What is missing afterwards, the tests that need it say
	-npm install --prefix tests --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel error
	! test -d $@ || touch $@

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -e '.[dev]'
	touch $@

.venv-compat/installed: pyproject.toml tests/compatibility/requirements.txt
	$(PYTHON) -m venv .venv-compat
	.venv-compat/bin/pip install --quiet -e '.[dev]' -r tests/compatibility/requirements.txt
	touch $@

.venv-mutants/installed: pyproject.toml
	$(PYTHON) -m venv .venv-mutants
	.venv-mutants/bin/pip install --quiet -e '.[dev]' 'mutmut>=3.8,<4'
	touch $@
