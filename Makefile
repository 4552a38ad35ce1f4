# make help lists what there is. Every target builds the same debug configuration with the same flags, so that nothing
# is compiled twice; release builds and the floor check have folders of their own.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
FLAGS := --explicit-target-dependency-import-check error
SOURCES := Sources Tests Benchmarks Package.swift
# By name: `swift test` of Swift 6.3 cannot select suites by tag.
KILLING := CommandsTests\.(Boundary|CancelBoundary|Crash|Disk|MessageTorture|Partition|PowerCut|SharedStateTorture|Together|Torture)Tests
# So many tests at once: each may have servers and programs of its own, and they starve each other.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 16

.PHONY: help ci man dist deb packing deps testdeps build demo test reports page torture conformance check lint words format lines floors serve bench

help: ## List these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-11s %s\n", $$1, $$2 }'

deps: ## Install libyaml, SQLite and pkg-config where they are missing (apt-get)
	@scripts/deps.sh

testdeps: ## Install what tests need as well: openssl, PostgreSQL and pgbouncer (apt-get)
	@scripts/deps.sh tests

build: testdeps ## Build writ and its tests (debug)
	swift build --build-tests $(FLAGS)

demo: deps ## See it work: a local server, validate, plan, apply, apply again
	swift build --product writ $(FLAGS)
	scripts/demo.sh "$$(swift build --show-bin-path)/writ"

test: build ## Run all tests: first those that compute, then those that kill, which need the machine for themselves
	scripts/test.sh '$(KILLING)' $(FLAGS)

reports: deps ## Hold reports to the schemas of SARIF, JUnit XML and code quality (Python 3.10, PyPI)
	swift build --product writ $(FLAGS)
	scripts/reports.sh "$$(swift build --show-bin-path)/writ"

page: deps ## Test the local server's page and reports in headless Chromium, which is installed where it is missing (apt-get)
	swift build --product writ $(FLAGS)
	scripts/page.sh "$$(swift build --show-bin-path)/writ"

packing: ## Test how it is packed: archive, man pages, Debian package (apt-get installs mandoc and lintian)
	swift build --product writ $(FLAGS)
	scripts/packing.sh "$$(swift build --show-bin-path)/writ"

ci: deps ## Check what runs in CI services: workflows, the action, examples, the Dockerfile (PyPI)
	swift build --product writ $(FLAGS)
	scripts/ci.sh "$$(swift build --show-bin-path)/writ"

man: deps ## Write the man pages into .build/man
	swift build --product writ $(FLAGS)
	scripts/man.sh "$$(swift build --show-bin-path)/writ" .build/man

dist: deps ## Build the release with all but the C library linked in, and pack it into .build/dist (about 10 minutes)
	scripts/static.sh
	scripts/pack.sh .build/static/release/writ .build/dist

deb: deps ## Build the release, and its Debian package, into .build/dist
	scripts/static.sh
	scripts/deb.sh .build/static/release/writ .build/dist

torture: testdeps ## Kill it 1,000 times, at every write to its state (Linux, about 20 minutes)
	WRIT_TORTURE_KILLS=$${WRIT_TORTURE_KILLS:-1000} swift test $(FLAGS) --filter '$(KILLING)'

conformance: testdeps ## Hold writ serve to schemas/api.openapi.yaml with schemathesis (Python 3.10, PyPI; 2 minutes)
	swift build --product writ $(FLAGS)
	scripts/conformance.sh "$$(swift build --show-bin-path)/writ"

check: testdeps lint lines build test ## All that continuous integration runs
	scripts/demo.sh "$$(swift build --show-bin-path)/writ"
	scripts/page.sh "$$(swift build --show-bin-path)/writ"
	scripts/floors.sh
	scripts/conformance.sh "$$(swift build --show-bin-path)/writ"
	scripts/packing.sh "$$(swift build --show-bin-path)/writ"
	scripts/reports.sh "$$(swift build --show-bin-path)/writ"
	scripts/ci.sh "$$(swift build --show-bin-path)/writ"
	@echo "check: all is well"

lint: ## Check the format of all sources, their words and their doc comments (docs/STYLE.md)
	scripts/words.sh
	swift format lint --strict --recursive --parallel $(SOURCES)

format: ## Format all sources
	swift format --in-place --recursive --parallel $(SOURCES)

words: ## Count the words and the missing doc comments that docs/STYLE.md is against, by folder
	@scripts/words.sh --count

lines: ## Check that no source file is longer than 300 lines
	@scripts/lines.sh $(SOURCES)

floors: deps ## Check that the planner compiles without any third-party package
	scripts/floors.sh

serve: deps ## Run the local server on port 8080
	swift build --product writ $(FLAGS)
	"$$(swift build --show-bin-path)/writ" serve

bench: testdeps ## Measure speed and memory against their bounds (release build)
	Benchmarks/run.sh
