# make run     builds and serves the demo on http://127.0.0.1:7171 (DEMO=telco, travel, care, echo)
# make test    everything that CI runs
# Each target installs what it misses.
.PHONY: help run chat test simulate bench eval format lint mutants torture docs clean

help:
	@sed -n '1,3p' Makefile | sed 's/^# //'
	@echo "make chat     talks to a running server in the terminal (AGENT=echo)"
	@echo "make bench    measures, and writes docs/benchmarks.md"
	@echo "make mutants  breaks the code on purpose; every break must turn a named test red"
	@echo "make torture  the long forms: 100,000 seeds, 500 kills, an hour of fuzzing"
	@echo "make format   formats the sources;  make docs  builds the documentation"

AGENT ?= $(DEMO)
DEMO ?= telco
SEEDS ?= 1000

run:
	@Scripts/setup build
	swift build -c release --product duplex
	.build/release/duplex serve --demo --first-agent $(DEMO)

chat:
	@Scripts/setup build
	swift build -c release --product duplex
	.build/release/duplex chat $(AGENT)

test:
	@Scripts/setup test
	Scripts/test

simulate:
	swift build --product DuplexSimulate
	.build/debug/DuplexSimulate --seeds $(SEEDS)
	.build/debug/DuplexSimulate --through routes --seeds $(SEEDS)

bench:
	@Scripts/setup bench
	Scripts/bench

eval:
	Scripts/eval

format:
	swift format --in-place --recursive Sources Tests Examples Benchmarks Package.swift

mutants:
	@Scripts/setup test
	Scripts/mutants

torture:
	@Scripts/setup test
	Scripts/torture

docs:
	Scripts/docs

clean:
	rm -rf .build .venv
