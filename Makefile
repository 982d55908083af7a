# `make` lists what there is. On a Debian 12 with Swift, git and make, every target does its own set-up.
#
# .build/bin/batchwatch is the release binary: it needs libc, libm, libsqlite3 and libyaml, and no Swift. Beside it stands
# batchwatch-monitor, with the verbs that need libcurl too, and with RE2 in it.

.POSIX:
.DEFAULT_GOAL := help
.PHONY: help setup build build-tests unit run-units test quick test-faults test-answers test-path test-fleet \
	test-verdict test-system test-dist lint bench docs dashboards pictures demo deb dist install uninstall clean

PREFIX = /usr/local
DESTDIR =
# Where the runbooks that alerts link to are read: where your wiki shows docs/runbooks, or the pages as installed.
RUNBOOKS =

binary := .build/bin/batchwatch

# Start-up is what a pipeline pays at every call. Linking libstdc++ and libgcc statically saves 0.7 of 2.3 ms, a fixed
# load address and stripping as much again. The linker would take libstdc++.so first, so it gets a directory with
# nothing but the archive. Nothing looks for a symbol in the programs: without such a table the linker leaves more out, and
# the loader touches less of them. Without the local rpath the loader doesn't look beside the binary first.
# The release has a scratch path of its own: a `swift build -c release` with other flags would make it build all again.
release_flags = -c release --scratch-path .build/product --static-swift-stdlib --disable-local-rpath \
	-Xlinker -no-pie -Xlinker -s -Xlinker "--version-script=$(CURDIR)/.build/static-cxx/hidden.map" \
	-Xlinker "-L$(CURDIR)/.build/static-cxx" -Xswiftc -Xclang-linker -Xswiftc -static-libgcc
# What was linked into each program is read from the linker's map when a release is packed.
map = .build/product/linked.map
release_flags += -Xlinker "-Map=$(CURDIR)/$(map)"
# Otherwise the sums of all that was compiled, its paths with it, stand in the programs: another clone, other bytes.
release_flags += -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen
# RE2 is linked statically too, for no two releases of Debian have the same; and with it what of Abseil it needs where it
# is newer than Debian 12's. They and libstdc++ need each other, so the linker gets them as a group.
# The shell asks for the list, not make, which would do so before the set-up has brought pkg-config.
abseil = $$(pkg-config --static --libs-only-l re2 | tr ' ' '\n' | sed -n 's/^-l\(absl_\)/\1/p')
import_check = --explicit-target-dependency-import-check error
swift = Tests/tools/swift.sh
# The tests find each other and their kit so. Those that need no Python packages but Debian's do without the venv.
tests = .build/venv/bin/python -B Tests
plain_tests = /usr/bin/python3 -B Tests

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile
	@echo "PREFIX (now $(PREFIX)) and DESTDIR say where install puts things, RUNBOOKS=https://… where alerts link to."

setup: ## install what building and testing need
	@Tests/tools/setup.sh build test

build: ## build the release binaries, .build/bin/batchwatch and its monitor
	@Tests/tools/setup.sh build
	@mkdir -p .build/static-cxx .build/bin
	@ln -sf "$$(gcc -print-file-name=libstdc++.a)" .build/static-cxx/libstdc++.a
	@echo '{ local: *; };' >.build/static-cxx/hidden.map
	@rm -f .build/static-cxx/libre2.a
	@names="$(abseil)" && for name in re2 $$names stdc++; do gcc -print-file-name=lib$$name.a; done | tr '\n' ' ' | \
		sed 's/.*/GROUP (&)/' >.build/static-cxx/libre2.a
	@Tests/tools/curl-names.sh .build/static-cxx/libcurl.so
	@for name in batchwatch batchwatch-monitor; do \
		$(swift) build $(quiet) $(release_flags) $(import_check) --product $$name || exit; \
		[ ! -e $(map) ] || mv $(map) .build/product/$$name.map; done
	@for name in batchwatch batchwatch-monitor; do \
		cmp -s .build/product/release/$$name .build/bin/$$name || \
		install -m 755 .build/product/release/$$name .build/bin/$$name || exit; done

build-tests:
	@Tests/tools/setup.sh build
	$(swift) build --build-tests $(import_check)

unit: build-tests ## run the unit tests, those that FILTER=DirectoriesTests matches
	@$(MAKE) --no-print-directory -s run-units

run-units:
	$(swift) test --skip-build --disable-xctest $(if $(FILTER),--filter "$(FILTER)")

test: ## run all checks and tests; the last line counts them
	@Tests/tools/setup.sh test system
	@Tests/tools/test.sh

quick: ## run the checks and tests that neither wait nor compute long, after a small change
	@Tests/tools/setup.sh test
	@Tests/tools/test.sh --quick

test-faults: ## kill and fail every system call of the recording verbs, plant things beside the tracker, spoil every row
	@Tests/tools/setup.sh test
	@$(MAKE) --no-print-directory -s build
	@$(plain_tests) faults.matrix $(FAULTS)
	@$(tests) faults.plants $(PLANTS)
	@$(tests) faults.storm $(STORM)
	@$(tests) faults.rows $(ROWS)

test-answers: ## give 50,000 wrong answers of servers to passes of the monitor
	@Tests/tools/setup.sh test
	@$(MAKE) --no-print-directory -s build
	@$(tests) faults.answers $(ANSWERS)

test-path: ## break each link of the alert path in each way, kill the monitor everywhere, live through nights
	@Tests/tools/setup.sh test
	@$(MAKE) --no-print-directory -s build
	@$(tests) path.selfcheck
	@$(tests) path.kills
	@$(tests) path.nights
	@$(tests) path.matrix $(MATRIX)

test-fleet: ## run one batch on five hosts in network namespaces, and let hosts fail and fall silent
	@Tests/tools/setup.sh test
	@$(MAKE) --no-print-directory -s build
	@mkdir -p .build/tmp && TMPDIR="$(CURDIR)/.build/tmp" $(tests) fleet

test-verdict: ## hold batchwatch's verdict against Prometheus's, over more nights
	@Tests/tools/setup.sh test
	@$(MAKE) --no-print-directory -s build
	@$(plain_tests) verdict --windows 6 --nights 250 $(VERDICT)

test-system: ## install on a Debian that is booted for it, by the package and by install.sh, and break things there
	@Tests/tools/setup.sh system
	@$(MAKE) --no-print-directory -s deb
	@$(plain_tests) system $(SYSTEM)

test-dist: ## pack a release in two directories, install it on fresh Debians by the README, until a mail comes
	@Tests/tools/setup.sh test system
	@$(MAKE) --no-print-directory -s dist
	@Tests/install/twice.sh
	@$(tests) fresh $(FRESH)

lint: ## run the checks that need no build
	@Tests/tools/setup.sh lint
	@Tests/tools/lint.sh

bench: build ## measure what a record costs, beside the usual ways
	@Tests/tools/setup.sh bench
	@Tests/tools/bench.sh $(binary)

docs: build dashboards ## generate the reference pages from the binary again, and the dashboards
	@Tests/tools/docs.sh $(binary)

dashboards: ## generate the dashboards for Grafana
	@Tests/tools/setup.sh dashboards
	@.build/venv/bin/python -B grafana/generator/generate.py

pictures: build ## draw the dashboards for the docs, with the nights of the tests
	@Tests/tools/setup.sh test
	@$(tests) grafana.pictures

demo: ## watch a nightly pipeline, from its first record to node_exporter's /metrics
	@Tests/tools/setup.sh demo
	@[ -e $(binary) ] || echo "Building batchwatch, which takes about two minutes the first time."
	@$(MAKE) --no-print-directory -s build quiet=--quiet
	@PATH="$(CURDIR)/.build/bin:$(CURDIR)/.build/tools/usr/bin:$$PATH" node_exporter/examples/demo.sh

deb: build ## build a Debian package from the release binaries, .build/deb/batchwatch_VERSION_ARCHITECTURE.deb
	@Tests/tools/setup.sh deb
	@node_exporter/debian/build.sh

dist: build ## pack a release into .build/dist: archive with install.sh, packages, SBOM, SHA256SUMS
	@Tests/tools/setup.sh dist
	@node_exporter/dist/build.sh

# Root often has no Swift in its PATH, so `sudo make install` takes the binary that is there.
$(binary):
	$(MAKE) build

install: $(binary) ## install under PREFIX
	@RUNBOOKS="$(RUNBOOKS)" node_exporter/files.sh install "$(PREFIX)" "$(DESTDIR)"

uninstall: ## remove exactly what install put there
	@node_exporter/files.sh uninstall "$(PREFIX)" "$(DESTDIR)"

clean: ## remove everything that was built or downloaded
	rm -rf .build
