# The two commands of the README, and what they are made of.

SWIFT ?= swift
DEMO_CAPTURE = captures/websocket-nginx-idle-60s/capture.pcap

.PHONY: demo test bench bench-live format setup conformance

# Installs what is missing, builds release, and analyzes a capture that ships here.
demo: setup
	$(SWIFT) build -c release --product hangup
	.build/release/hangup analyze $(DEMO_CAPTURE)

# The same set-up, then the format check and every test.
test: setup
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift
	@sh Scripts/install-test-software.sh
	@SWIFT="$(SWIFT)" sh Scripts/run-tests.sh

# The budgets of the README's table; CHECK=1 fails on a broken one.
bench: setup
	$(SWIFT) build -c release --product hangup
	python3 Benchmarks/run.py

# Live captures beside tcpdump and dumpcap, leaks, and a soak of ten minutes; as root, on a wire of its own.
bench-live: setup
	$(SWIFT) build -c release --product hangup
	python3 Benchmarks/live.py

# Puts the sources into the project's format.
format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

# libpcap, zlib and libzstd with their headers, through the system's package manager.
setup:
	@sh Scripts/install-libraries.sh
