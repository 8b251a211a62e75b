# The commands of Brownout. `make` alone lists them; each one installs what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Many tests wait for processes rather than for a processor.
WORKERS ?= 4
INSTALLED := $(VENV)/.installed
export PYTHONSAFEPATH = 1

.DEFAULT_GOAL := help
.PHONY: help install demo run test check bench e2e docs dist lock format screenshots clean torture fuzz coverage mutants audit manifests

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## install everything into .venv, as each of the others does where it lacks

demo: $(INSTALLED) ## watch simulated providers break and recover, on http://127.0.0.1:8501
	$(BIN)/brownout demo

run: $(INSTALLED) ## watch the real providers of probes.yaml, on http://127.0.0.1:8501
	$(BIN)/brownout up

# Without bytecode each of some hundred processes compiles Brownout anew, and each worker the tests.
test: export PYTHONDONTWRITEBYTECODE =
test: check ## run every test, linter and type check
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

check: $(INSTALLED) ## lint, check types and the architecture, without the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(INSTALLED) ## measure: detection, storage, probing, pages and the helper that picks (two hours)
	PYTHONPATH=. $(BIN)/python -m benchmarks.detection
	PYTHONPATH=. $(BIN)/python -m benchmarks.storage
	PYTHONPATH=. $(BIN)/python -m benchmarks.probing
	PYTHONPATH=. $(BIN)/python -m benchmarks.probing.pace
	PYTHONPATH=. $(BIN)/python -m benchmarks.startup
	PYTHONPATH=. $(BIN)/python -m benchmarks.pick
	PYTHONPATH=. $(BIN)/python -m benchmarks.dashboard
	PYTHONPATH=. $(BIN)/python -m benchmarks.chaos

format: $(INSTALLED) ## format the code and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fuzz: $(INSTALLED) ## look for inputs that break a promise, a million for each reader (FUZZ="--seconds 60": less)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--upgrade --target .venv-fuzz --requirement tests/fuzz/atheris.lock
	PYTHONPATH=.venv-fuzz $(BIN)/python tests/fuzz/run.py $(FUZZ)

# Of a thread that is traced it is not seen that it blocks: a test that fails for that is no matter here.
coverage: $(INSTALLED) ## run the tests and say which branches of the code they take
	$(BIN)/coverage erase
	-$(BIN)/coverage run -m pytest -n $(WORKERS) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

mutants: $(INSTALLED) ## change incidents/ in thousands of ways and list the changes that no test of it notices
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--upgrade --target .venv-mutants --requirement tests/mutation/mutmut.lock
	PYTHONPATH=.venv-mutants $(BIN)/python -m mutmut run
	PYTHONPATH=.venv-mutants $(BIN)/python -m mutmut results

manifests: $(INSTALLED) ## check what is deployed against the schemas of Kubernetes and Compose
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--upgrade --target .venv-manifests --requirement tests/deploy/manifests.lock
	PYTHONPATH=.venv-manifests $(BIN)/python -m kubernetes_validate --strict deploy/kubernetes/*.yaml
	PYTHONPATH=.venv-manifests $(BIN)/python -m check_jsonschema --builtin-schema vendor.compose-spec \
		deploy/container/compose.*.yaml

audit: ## ask whether a dependency has a known vulnerability (needs the internet)
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--requirement tests/audit/pip_audit.lock
	@.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock || { \
		echo "The dependencies are not cleared: what is listed above has a known vulnerability, or, where" \
			"an error stands there, PyPI could not be asked and nothing is known of any of them."; exit 1; }

torture: $(INSTALLED) ## let hostile servers do their worst, and write down in docs/reliability.md how it ends
	BROWNOUT_WRITE_DOCUMENTS=1 $(BIN)/pytest -q tests/integration/test_torture.py

e2e: $(INSTALLED) ## prove the wire formats against servers and SDKs that we did not write (needs npm)
	tests/e2e/run

docs: $(INSTALLED) ## build the site of docs/ into build/docs, strictly and offline
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --fresh-env --write-all -b html docs build/docs
	@echo "build/docs/index.html"

dist: $(INSTALLED) ## build what is released into dist/, and try it in a fresh environment outside of here
	$(BIN)/python -m build --no-isolation --outdir dist --quiet
	.ci/try_dist $(PYTHON)

lock: $(INSTALLED) ## resolve the dependencies anew into requirements.lock (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --all-extras --no-annotate \
		--custom-compile-command "make lock" --upgrade --quiet --output-file requirements.lock pyproject.toml

screenshots: $(INSTALLED) ## take a picture of every page of the demo, light, dark and on a phone
	$(BIN)/python .ci/screenshots.py build/screenshots

clean: ## remove the virtual environments and caches
	rm -rf .venv .venv-e2e-* .venv-audit .venv-fuzz .venv-manifests .venv-mutants mutants .coverage* tests/e2e/node_modules build dist docs/reference docs/project *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Brownout needs Python 3.11 or newer, and $(PYTHON) is none. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
