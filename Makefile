# The two commands of the README, and what they are made of.

SWIFT ?= swift
DEMO_CAPTURE = captures/websocket-nginx-idle-60s/capture.pcap

# Optimized across the rooms, and with Swift's library inside: faster, and it runs where no Swift is.
RELEASE = build -c release --product hangup -Xswiftc -cross-module-optimization
ifeq ($(shell uname),Linux)
# GNU's linkers warn of mktemp, which is in Swift's library and not used.
RELEASE += --static-swift-stdlib -Xswiftc -use-ld=lld
endif

PREFIX ?= /usr/local
DESTDIR ?=
SHARE = $(DESTDIR)$(PREFIX)/share

.PHONY: demo test release bench bench-live format setup handbook install

# Installs what is missing, builds release, and analyzes a capture that ships here.
demo: setup
	$(SWIFT) $(RELEASE)
	.build/release/hangup analyze $(DEMO_CAPTURE)

# The program alone, in .build/release.
release: setup
	$(SWIFT) $(RELEASE)

# The same set-up, then the format check and every test.
test: setup
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift
	@sh Scripts/install-test-software.sh
	@SWIFT="$(SWIFT)" sh Scripts/run-tests.sh

# The budgets of the README's table; CHECK=1 fails on a broken one.
bench: setup
	$(SWIFT) $(RELEASE)
	python3 Benchmarks/run.py

# Live captures beside tcpdump and dumpcap, leaks, and a soak of ten minutes; as root, on a wire of its own.
bench-live: setup
	$(SWIFT) $(RELEASE)
	python3 Benchmarks/live.py

# The program, its manual and its completions, made from its own commands; `make install PREFIX=/usr` where not /usr/local.
install: setup
	$(SWIFT) $(RELEASE)
	install -D -m 755 .build/release/hangup $(DESTDIR)$(PREFIX)/bin/hangup
	python3 Scripts/manual.py .build/release/hangup $(SHARE)/man/man1
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	.build/release/hangup --generate-completion-script bash > $(SHARE)/bash-completion/completions/hangup
	.build/release/hangup --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_hangup
	.build/release/hangup --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/hangup.fish

# The pages of docs/findings, from the program's handbook.
handbook: setup
	$(SWIFT) build --product hangup
	rm -rf docs/findings
	.build/debug/hangup explain --markdown-dir docs/findings

# Puts the sources into the project's format.
format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

# libpcap, zlib and libzstd with their headers, through the system's package manager.
setup:
	@sh Scripts/install-libraries.sh
