# Tingtang: `make run` shows a whole hall on this machine, `make test` checks everything. Both set up what they need.
PYTHON ?= python3
PORT ?= 8080
HALL ?= demo
SCENARIO ?=
FRESH ?=
VENV := .venv/bin

.PHONY: help run test check setup-run setup-test requirements contract pictures gallery lint-ui machine-install machine-test clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

run: setup-run ## a whole hall with emulated devices at http://127.0.0.1:8080/ (PORT=…, HALL=demo|county, SCENARIO=morning, FRESH=1)
	@$(VENV)/python -m tingtang demo --hall $(HALL) --port $(PORT) $(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(FRESH),--fresh)

test: setup-test ## ruff, mypy, import contracts and the whole test suite
	@$(MAKE) --no-print-directory check

check:
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/python -m pytest -n 4 --dist loadfile $(PYTEST_ARGS)

setup-run:
	@$(PYTHON) tingtang/machine_setup.py run

setup-test:
	@$(PYTHON) tingtang/machine_setup.py test

PIN = $(VENV)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
requirements: setup-test ## write the pinned lists anew from pyproject.toml
	$(PIN) pyproject.toml --extra agent -o requirements/agent.txt
	$(PIN) pyproject.toml --extra controller --extra credentials -o requirements/controller.txt
	$(PIN) pyproject.toml --extra kiosk --extra agent --extra vision --extra credentials -o requirements/kiosk.txt
	$(PIN) pyproject.toml --extra install -o requirements/install.txt
	$(PIN) pyproject.toml --extra controller --extra agent --extra kiosk --extra vision --extra credentials --extra build -o requirements/run.txt
	$(PIN) pyproject.toml requirements/dlib.in --extra controller --extra agent --extra kiosk --extra vision --extra credentials --extra dlib --extra dev --extra build -o requirements/test.txt
	$(PIN) pyproject.toml requirements/dlib.in --extra kiosk --extra agent --extra vision --extra credentials --extra dlib --extra build -o requirements/dlib.txt
	$(PIN) requirements/esphome.in -o requirements/esphome.txt
	$(PIN) requirements/bootstrap.in -o requirements/bootstrap.txt

contract: ## write the AsyncAPI document and the broker's access list anew from the table of topics
	$(VENV)/python -m tingtang contract

pictures: ## take the README's pictures anew from the running product
	$(VENV)/python -m tingtang pictures

gallery: setup-test ## every screen of the kiosk × language × mode × display on one page, var/gallery/index.html (ONLY="home", MODES="usual large")
	$(VENV)/python -m tests.ui.gallery $(if $(ONLY),--only $(ONLY)) $(if $(MODES),--modes $(MODES))

lint-ui: setup-test ## every screen × language × mode × display measured: overflow, sizes, contrast, glyphs, line breaks; some minutes
	$(VENV)/python -m tests.ui.lint_all

machine-install: setup-test ## the product installed into Debian systems made for it, with and without a network (root, debootstrap; 6 minutes)
	$(VENV)/python -m tests.machine.install --log var/machine-install/log.md

machine-test: setup-test ## an installed unit in QEMU: screen on KMS, touch, watchdog, read-only root, 20 power cuts (root; an hour without KVM)
	$(VENV)/python -m tests.machine $(if $(ONLY),--only $(ONLY))

clean: ## remove what `make` made here: virtual environment, data of the demo, caches
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
