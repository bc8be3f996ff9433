# The two commands: `make run` opens the demo shop, `make test` checks everything.
# Both make the environment in .venv first, and again only when the list of what it holds has changed.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PIP_QUIET := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_PYTHON_VERSION_WARNING=1
OUT := out/demo
# Two at a time is faster from two cores on; `make test PYTEST_OPTIONS=` runs one after the other.
PYTEST_OPTIONS ?= -n 2

.PHONY: run test torture bench bench-data installer pot clean

run: $(READY)
	@$(BIN)/python -m pos_app.system_check
	@if $(BIN)/python -m pos_app.system_check --display; then \
	  $(BIN)/pos-app demo; \
	else \
	  echo "Running the demo shop without a window instead; its papers and pictures go to $(OUT)."; \
	  QT_QPA_PLATFORM=offscreen $(BIN)/pos-app demo --headless --out $(OUT) && ls -1 $(OUT)/*; \
	fi

test: $(READY)
	@$(BIN)/python -m pos_app.system_check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(PYTEST_OPTIONS)

# What takes too long for every change: the laws of money on thousands of sales, 2,000 random steps at the counter,
# 300 kills at random instants, and 100,000 damaged files to import.
# Another seed gives other steps: make torture SEED=7 STEPS=5000
SEED ?= 2026
STEPS ?= 2000
KILLS ?= 300
FUZZED ?= 100000
torture: $(READY)
	COUNTER_SEED=$(SEED) COUNTER_STEPS=$(STEPS) COUNTER_KILLS=$(KILLS) $(BIN)/python -m pytest -s tests/stateful
	HYPOTHESIS_PROFILE=torture $(BIN)/python -m pytest $(PYTEST_OPTIONS) tests/domain/test_properties.py
	FUZZED=$(FUZZED) FUZZ_SEED=$(SEED) $(BIN)/python -m pytest tests/services/importing/test_fuzz.py
	RUNS=200 TAMPERED=1000 CHANGES=1000 $(BIN)/python -m pytest $(PYTEST_OPTIONS) \
	  tests/services/test_verify_activity.py tests/services/test_verify_screens.py

# Every promise about speed and size beside what this machine does; table, JSON and chart go to out/bench.
# Less at a time: make bench ONLY=scan,search ROUNDS=20 SALES=10000
PRODUCTS ?= 100000
CUSTOMERS ?= 100000
SALES ?= 1000000
ROUNDS ?= 100
ONLY ?=
bench: $(READY)
	$(BIN)/python -m benchmarks.bench --products $(PRODUCTS) --customers $(CUSTOMERS) --sales $(SALES) \
	  --rounds $(ROUNDS) --only '$(ONLY)' --out out/bench

# A year of a real grocer's sales, 1,469,307 lines: imported, verified, shown; a picture goes to out/bench.
bench-data: .venv-bench/ready
	.venv-bench/bin/python benchmarks/complete_journey.py --keep out/bench/complete-journey \
	  --picture out/bench/household.png

# The texts for translation, and the catalogues that exist brought up to date.
pot: $(READY)
	$(BIN)/pybabel -q extract -o resources/i18n/pos_app.pot --project=pos_app --add-location=file --sort-by-file \
	  -k N_ -k ngettext:1,2 -k pgettext:1c,2 -k msg:1 -k plural_msg:1,2 -k Message:1 \
	  -k UserError:2 -k MachineError:2 -k PosError:2 \
	  --copyright-holder='The pos_app contributors' pos_app
	@for po in $(wildcard resources/i18n/*/LC_MESSAGES/pos_app.po); do \
	  $(BIN)/pybabel -q update -D pos_app -i resources/i18n/pos_app.pot -o $$po -l $$(echo $$po | cut -d/ -f3); done

# Built from an environment that holds only what ships, then started once.
installer: .venv-installer/ready
	.venv-installer/bin/pyinstaller --noconfirm --log-level WARN build_installer.spec
	dist/pos-app/pos-app --version

clean:
	rm -rf build dist out $(VENV) .venv-installer .venv-bench

$(READY): pyproject.toml constraints.txt
	@$(call make_environment,$(VENV),-e '.[dev]')

.venv-bench/ready: pyproject.toml constraints.txt
	@$(call make_environment,.venv-bench,-e '.[bench]')

.venv-installer/ready: pyproject.toml constraints.txt
	@$(call make_environment,.venv-installer,-e '.[installer]')

define make_environment
test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }; \
test -x $(1)/bin/pip || { rm -rf $(1); $(PYTHON) -m venv $(1); } || { \
  echo "$(PYTHON) cannot make environments; on Debian: apt-get install python3-venv"; rm -rf $(1); exit 1; }; \
echo "Preparing $(1) …"; \
$(PIP_QUIET) $(1)/bin/pip install -q -c constraints.txt $(2) && touch $(1)/ready
endef
