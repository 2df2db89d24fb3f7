# flashseed: `make` alone lists the targets.

GO       ?= go
BIN      := bin/flashseed
FUZZTIME ?= 60s
PREFIX   ?= /usr/local

# What a build knows about itself. The date is the commit's, so that the same
# commit gives the same bytes.
PKG     := github.com/flashseed/flashseed/cmd
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
COMMIT  ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null)
DATE    ?= $(shell TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd 2>/dev/null)
LDFLAGS := -s -w -X $(PKG).version=$(VERSION) -X $(PKG).commit=$(COMMIT) -X $(PKG).date=$(DATE)
BUILD   := CGO_ENABLED=0 $(GO) build -trimpath -ldflags "$(LDFLAGS)"

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

##@ Building and trying

.PHONY: build
build: ## build bin/flashseed
	$(BUILD) -o $(BIN) .

.PHONY: demo
demo: build ## fill a backend that lives in memory, and show it: needs nothing else
	$(BIN) demo

.PHONY: install
install: build ## install the binary, man pages and completions under PREFIX (/usr/local)
	install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/flashseed
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man7
	install -m 644 .github/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 .github/man/*.7 $(DESTDIR)$(PREFIX)/share/man/man7/
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(BIN) completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/flashseed
	$(BIN) completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_flashseed
	$(BIN) completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/flashseed.fish

##@ Checking

.PHONY: test
test: ## run all tests; those that need more than Go (redis-server, chromium, tmux, npm) are skipped without it
	$(GO) test -timeout 20m ./...

.PHONY: race
race: ## run all tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -timeout 20m ./...

.PHONY: lint
lint: ## gofmt, go vet, go mod tidy, golangci-lint and actionlint (built from their pinned sources the first time)
	@files=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$files" || { echo "not formatted: $$files"; exit 1; }
	$(GO) vet ./...
	cd deploy/validate && $(GO) vet ./...
	$(GO) mod tidy -diff
	$(GO) tool -modfile=.ci/tools.mod golangci-lint run --allow-parallel-runners
	$(GO) tool -modfile=.ci/packages.mod actionlint

.PHONY: cover
cover: ## measure coverage; entities and seeder/… must reach 85 % of the statements
	.ci/cover

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME (60s)
	.ci/fuzz $(FUZZTIME)

.PHONY: soak
soak: fuzz ## the long tests: many kills, large sizes, minutes of fuzzing
	FLASHSEED_SOAK=1 $(GO) test -timeout 60m ./...

.PHONY: bench
bench: ## Go benchmarks, then whole processes against a bare load generator
	$(GO) test -run '^$$' -bench . -benchmem ./...
	FLASHSEED_BENCH=1 $(GO) test -count 1 -timeout 30m -run '^TestBenchProcess' -v ./cmd

.PHONY: hooks
hooks: ## run the npm and make recipes of the README for real
	$(GO) test -count 1 -v -run '^TestHook' ./cmd

.PHONY: manifests
manifests: ## check deploy/ and compose.yaml against the types and schemas of Kubernetes and Compose
	cd deploy/validate && $(GO) test -count 1 ./...

##@ Handing over

.PHONY: docs
docs: ## write the man pages, the command reference and the schema of flashseed.yaml anew
	$(GO) test -count 1 -run '^Test(DocsAre|SchemaIs)Current$$' ./cmd ./seeder/config -update-docs

.PHONY: release
release: ## archives and checksums for six platforms in dist/, the same bytes every time
	VERSION=$(VERSION) COMMIT=$(COMMIT) DATE=$(DATE) .ci/release

.PHONY: npm
npm: release ## pack the npm packages into dist/npm, one per platform and flashseed itself
	.ci/npm

.PHONY: packages
packages: release ## build deb and rpm into dist, for the Linux platforms
	.ci/packages

.PHONY: image
image: ## build the container image (needs docker or podman)
	$(or $(shell command -v docker),$(shell command -v podman),docker) build --build-arg VERSION=$(VERSION) --build-arg COMMIT=$(COMMIT) --build-arg DATE=$(DATE) -t flashseed:$(VERSION) .

.PHONY: images
images: ## build the image for linux/amd64 and linux/arm64 with docker buildx; BUILDX="--push -t …" says where to
	docker buildx build --platform linux/amd64,linux/arm64 --build-arg VERSION=$(VERSION) --build-arg COMMIT=$(COMMIT) --build-arg DATE=$(DATE) $(BUILDX) .

.PHONY: clean
clean: ## remove what the targets made
	rm -rf bin dist cover.out cover.html
