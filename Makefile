# Two commands do all set-up: `make demo` and `make test`. Everything lives in .venv.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
SCRIPT := lod/web/script
BUNDLE := lod/web/static/made/sparql.js
CLIENTS := tests/clients/node_modules

# the tests start hundreds of processes: none shall compile all modules anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test tools checks bench lock clean

install: $(STAMP) $(BUNDLE)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Propar needs Python 3.11 or newer; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check --quiet --disable-pip-version-check
	@touch $(STAMP)

# the editor of the SPARQL page: npm packages in one file; no package runs anything of its own
$(BUNDLE): $(SCRIPT)/package-lock.json $(wildcard $(SCRIPT)/*.js $(SCRIPT)/*.mjs)
	@command -v npm >/dev/null || { echo "The editor of the SPARQL page is made by npm, which is not here; without it the page has a plain form."; exit 2; }
	cd $(SCRIPT) && npm ci --loglevel=error --ignore-scripts && npm run --silent build
	@touch $@

# without npm the demo has a plain form in place of the editor
demo: $(STAMP)
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(BUNDLE); fi
	@$(BIN)/lod demo

# clients of others, which the tests let loose on the server
$(CLIENTS): tests/clients/package-lock.json
	@command -v npm >/dev/null || { echo "The tests need npm, which is not here; on Debian or Ubuntu: sudo apt-get install npm"; exit 2; }
	cd tests/clients && npm ci --loglevel=error --ignore-scripts
	@touch $@

# the checks work while the tools of the tests are waited for
test: $(STAMP) $(BUNDLE) $(CLIENTS)
	@$(MAKE) --no-print-directory --jobs=2 tools checks
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

tools: $(STAMP)
	@.ci/tools

checks: $(STAMP)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/lod check

bench: $(STAMP)
	$(BIN)/python tests/bench/run.py $(SIZE)

# newer versions within the bounds of pyproject.toml; hashes, no addresses
lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --upgrade pyproject.toml -o requirements.lock
	cd $(SCRIPT) && npm update --silent --ignore-scripts --save

clean:
	rm -rf .venv site dist build $(SCRIPT)/node_modules lod/web/static/made .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage*
