# Build, run and check this repository. `make help` lists the targets.

# The server that pages use by default. Empty: the original's hosts;
# "self": the origin of the script.
SERVER ?=
# The compiler of the SDK: tinygo or go. Empty: TinyGo if it is installed.
COMPILER ?=
# Address and data file of the demo.
ADDR ?= 127.0.0.1:8080
DATA ?= bin/demo.db

# Recipes share dist/ and bin/.
.NOTPARALLEL:
.PHONY: help build dist sizes server npm release demo cluster tools test-tools check test lint words fmt \
	conformance engines faults soak loadtest holds attack bench clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# --- Build. Nothing here installs anything; `make tools` does.

build: dist server ## dist/webim.js and bin/webim-server

PACK := go run ./shim/pack -out dist $(if $(SERVER),-server '$(SERVER)') $(if $(COMPILER),-compiler $(COMPILER))

dist: ## the SDK alone (SERVER=https://im.example, COMPILER=go)
	$(PACK)
	cp npm/webim.mjs npm/client.mjs dist

sizes: ## raw, gzip and brotli sizes of the SDK, by part
	$(PACK) -sizes

server: ## bin/webim-server
	CGO_ENABLED=0 go build -trimpath -o bin/webim-server ./server/webim-server

npm: dist ## dist/webim-wasm-VERSION.tgz, the npm package
	go run ./release -npm

release: dist ## dist/release: package, scripts, servers of all platforms, checksums
	go run ./release

clean: ## remove dist/ and bin/
	rm -rf dist bin server/dist

# --- Run.

demo: tools build ## build, start the server with sample data, print its address
	bin/webim-server serve -samples -addr $(ADDR) -data $(DATA)

cluster: build ## three servers on one PostgreSQL, behind a proxy
	sh test/postgres/setup.sh
	go run ./test/cluster -server bin/webim-server -addr $(ADDR)

# --- Tools: found, or installed by root with apt-get.

tools: ## install the tools of the build: TinyGo and binaryen
	@sh shim/pack/tinygo.sh install >/dev/null || echo "continuing with standard Go: the script will be nine times larger" >&2

test-tools: tools ## install the tools of the tests: browsers, Node.js, PostgreSQL, nginx, Caddy
	@sh test/browser/setup.sh
	@sh test/npm/setup.sh >/dev/null
	@sh test/manual/setup.sh
	@sh test/postgres/setup.sh

# --- Check. `check` takes two minutes and is for every change; `test` is everything.

# go test, with a line for each package and a record of each test's seconds.
RECORDS := dist/tests
GOTEST = mkdir -p $(RECORDS) && go tool gotestsum --format pkgname-and-test-fails --hide-summary skipped --jsonfile $(RECORDS)/$(1).json --
NATIVE = $$(go list ./... | grep -v /test/)
# The packages whose tests run on both stores.
BOTH_STORES := $(addprefix ./server,/ /account /c2c /group /hostedlogin /media /poll /profile /recent /relation /signin)

check: lint build ## lint, native tests in short with the race detector, conformance of both dialects
	@# Pages replaying traces are mostly idle, so they run next to the native tests.
	$(call GOTEST,conformance) -timeout 5m -run 'TestConformance/^1\.[37]$$' ./test/conformance & traces=$$!; \
	$(call GOTEST,check) -short -race -timeout 5m -p 4 $(NATIVE); native=$$?; \
	wait $$traces && exit $$native

test: test-tools lint build ## everything, browsers and PostgreSQL included
	@rm -rf $(RECORDS)
	$(call GOTEST,native) -race -timeout 20m -p 4 $(NATIVE)
	$(call GOTEST,pages) -timeout 20m ./test/...
	WEBIM_TEST_STORE=postgres $(call GOTEST,postgres) -timeout 20m $(BOTH_STORES)
	@# In a page int has 32 bits.
	sh test/int32.sh ./webim/...
	@echo; echo "The slowest tests:"
	@cat $(RECORDS)/*.json | go tool gotestsum tool slowest --num 30

# Go for pages is checked for js/wasm, by checkers built for this machine, whose paths
# `go tool -n` prints. U1000 reports functions with //go:wasmexport as unused.
PAGE_GO := ./jsbridge/... ./wasm/... ./test/loader/fixture/...

lint: fmt words ## gofmt, words, vet, staticcheck, jsguard, actionlint
	go vet ./...
	GOOS=windows go vet ./test/postgres/... ./test/cluster
	GOOS=js GOARCH=wasm go vet ./webim/... $(PAGE_GO)
	go tool staticcheck ./...
	checker=$$(go tool -n staticcheck) && GOOS=js GOARCH=wasm "$$checker" -checks=inherit,-U1000 $(PAGE_GO)
	checker=$$(go tool -n jsguard) && GOOS=js GOARCH=wasm "$$checker" $(PAGE_GO)
	go tool actionlint -shellcheck= -pyflakes= .github/workflows/*.yml

words: ## fail with the comments that use idioms the style guide of CONTRIBUTING.md excludes
	@! git grep -nE '(//|#) .*\b(whoever|nobody|somebody|for ever|any more|goes on|(is|are) told|amid|anew|lets go|hears|comes back)\b' -- \
		'*.go' '*.sh' '*.js' '*.mjs' '*.ts' 'Makefile' ':!test/testdata'

fmt: ## fail with the list of files that gofmt would change
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	test -z "$$unformatted" || { echo "gofmt -w $$unformatted"; exit 1; }

# Engines that CI's short form leaves out, for conformance in both dialects.
ENGINES := chromium-64 chromium-114 webkit firefox-without-wasm
engines: build ## both scripts in old and unusual engines, in dist/engines.md
	sh test/browser/setup.sh
	go test -count=1 -timeout 30m -v ./test/engines -args -matrix dist/engines.md
	for e in $(ENGINES); do go test -count=1 -timeout 20m -run 'TestConformance/^1.[37]$$' ./test/conformance -args -browser $$e || exit 1; done

conformance: dist ## replay the recorded traces of the original
	sh test/browser/setup.sh
	go test -count=1 -timeout 20m -v ./test/conformance/...

# --- Long runs.

SECONDS ?= 60
SEED ?= 1
faults: build ## real pages on a bad network (SECONDS, SEED)
	sh test/browser/setup.sh
	go test -count=1 -timeout 60m -v -run TestFaultsLoseNoMessage ./test/faults -args -seconds $(SECONDS) -seed $(SEED)

# soak runs the simulated client with 64-bit ints, and a tenth of the steps with 32-bit
# ints; the simulated servers; the fuzzers of server responses; then three pages and a
# server under faults, whose memory must not grow after the first five minutes.
STEPS ?= 10000000
FUZZTIME ?= 1m
SOAK ?= 30m
soak: build ## simulations, fuzzers, and pages under faults for half an hour (STEPS, FUZZTIME, SOAK)
	sh test/browser/setup.sh
	go test -count=1 -timeout 120m -v -run TestSimulation ./webim -args -sim.steps $(STEPS)
	sh test/int32.sh -count=1 -timeout 120m -v -run TestSimulation ./webim -args -sim.steps $$(($(STEPS) / 10))
	go test -count=1 -timeout 300m -v -run TestRoamingClientsLoseNothing ./server/poll -args -roam.steps $$(($(STEPS) / 10))
	go test -run '^$$' -fuzz FuzzSimulation -fuzztime $(FUZZTIME) -fuzzminimizetime 10x ./webim
	go test -run '^$$' -fuzz FuzzHostileResponses -fuzztime $(FUZZTIME) ./webim
	go test -run '^$$' -fuzz FuzzParse -fuzztime $(FUZZTIME) ./webim/jsontext
	go test -count=1 -timeout 120m -v -run TestSoak ./test/faults -args -soak $(SOAK) -seed $(SEED)

LOADTEST ?=
STORE ?= file
NODES ?= 1
loadtest: server ## 5,000 waiting users, 500 messages/s, for a minute (STORE=postgres NODES=3 LOADTEST='-fault all')
	@[ $(STORE) = file ] || sh test/postgres/setup.sh
	go build -o bin/loadtest ./test/loadtest
	exec bin/loadtest -server bin/webim-server -store $(STORE) -nodes $(NODES) $(LOADTEST)

attack: server ## run the attacks of SECURITY.md against a scratch server
	sh test/manual/setup.sh nginx
	go run ./test/attack bin/webim-server

# Creating the site of a million messages takes some minutes; later runs reuse it.
HOLDS ?= -messages 1000000 -unread 20000 -members 10000 -friends 3000 -site $(CURDIR)/bin/holds.db -limit 20ms
holds: ## longest time that one request holds the writer, on a site of a million messages
	mkdir -p bin
	go test -count=1 -timeout 60m -v ./test/holds -args $(HOLDS)

BENCH ?=
bench: build ## speed and memory in browsers, compared with plain JavaScript (BENCH=-write: to docs/)
	sh test/browser/setup.sh
	go run ./test/bench $(BENCH)
