# How this repository is built, run and checked. `make help` lists the targets.
#
#   make build                          dist/webim.js, bin/webim-server
#   make dist SERVER=https://im.example  the SDK alone, for that server ("self": the script's own origin)
#   make dist COMPILER=go                … by standard Go instead of TinyGo: nine times larger, not for releases
#   make demo                           build, start the local server, print its address
#   make cluster                        three servers on one PostgreSQL, behind a proxy
#   make test                           everything that has to hold, browsers included
#   make npm                            dist/npm/, the npm package
#   make release                        dist/release/: package, script, servers for every platform, sums
#   make loadtest                       5,000 waiting users, 500 messages a second, for a minute
#   make loadtest STORE=postgres NODES=3 LOADTEST='-fault all'
#                                       … on three nodes, and what may happen to them

# The server a page talks to unless it says otherwise. Empty: the original's hosts.
SERVER ?=

# What compiles the SDK: tinygo, go, or TinyGo where it can be had.
COMPILER ?=

# What the demo listens on, and where it keeps its messages.
ADDR ?= 127.0.0.1:8080
DATA ?= bin/demo.db

# The server's commands: their tests run on both stores.
HANDLERS := $(addprefix ./server,/ /account /c2c /group /hostedlogin /media /poll /profile /recent /relation /signin)

.PHONY: help build dist sizes server npm release demo cluster test loadtest faults soak holds attack bench conformance lint fmt clean

help:
	@sed -n '/^# How/,/^$$/s/^# \{0,1\}//p' Makefile
	@echo 'targets: build dist sizes server npm release demo cluster test faults soak loadtest holds attack bench conformance lint clean'

build: dist server

# The packer knows by itself whether there is anything to do, hence no prerequisites.
PACK := go run ./shim/pack

dist:
	$(PACK) -out dist $(if $(SERVER),-server '$(SERVER)') $(if $(COMPILER),-compiler $(COMPILER))
	cp npm/webim.mjs npm/client.mjs dist

# Raw, gzip and brotli sizes of what `make dist` leaves.
sizes:
	$(PACK) -out dist $(if $(SERVER),-server '$(SERVER)') $(if $(COMPILER),-compiler $(COMPILER)) -sizes

# Without cgo, as releases are: they share what is compiled.
server:
	CGO_ENABLED=0 go build -trimpath -o bin/webim-server ./server/webim-server

npm: dist
	go run ./release -npm

release: dist
	go run ./release

demo: build
	bin/webim-server serve -samples -addr $(ADDR) -data $(DATA)

# Sets itself up on a fresh clone: the browsers are found, or installed, first.
test: build lint
	sh test/browser/setup.sh
	sh test/npm/setup.sh >/dev/null
	sh test/manual/setup.sh
	sh test/postgres/setup.sh
	@# What is ours and concurrent looks for races; what drives browsers and
	@# other processes has little of its own, and would be linked and run slowly.
	go test -race -timeout 20m $$(go list ./... | grep -v /test/)
	go test -timeout 20m ./test/...
	WEBIM_TEST_STORE=postgres go test -timeout 20m $(HANDLERS)
	@# In a page int has 32 bits.
	sh test/int32.sh ./webim/...

# Three nodes on a PostgreSQL of their own behind a proxy, to try it out.
cluster: build
	sh test/postgres/setup.sh
	go run ./test/cluster -server bin/webim-server -addr $(ADDR)

# On this machine alone. STORE=postgres NODES=3: on a PostgreSQL of its own.
# LOADTEST='-fault kill' kills a process on the way; -fault all tries all there is.
LOADTEST ?=
STORE ?= file
NODES ?= 1
loadtest: server
	@[ $(STORE) = file ] || sh test/postgres/setup.sh
	go build -o bin/loadtest ./test/loadtest
	exec bin/loadtest -server bin/webim-server -store $(STORE) -nodes $(NODES) $(LOADTEST)

# What SECURITY.md says cannot be done, tried on a server of its own.
attack: server
	sh test/manual/setup.sh nginx
	go run ./test/attack bin/webim-server

# The longest that one request, at the limits of what it may ask for, holds the
# writer that all messages wait for, on a site of a million messages: at most
# 20 ms on a machine that does nothing else. The site takes a quarter of an hour
# to make, and is kept.
HOLDS ?= -messages 1000000 -unread 20000 -members 10000 -friends 3000 -site $(CURDIR)/bin/holds.db -limit 20ms
holds:
	mkdir -p bin
	go test -count=1 -timeout 60m -v ./test/holds -args $(HOLDS)

# Real pages on a bad network, for so many seconds: both dialects, mixed and alone.
SECONDS ?= 60
SEED ?= 1
faults: build
	sh test/browser/setup.sh
	go test -count=1 -timeout 60m -v -run TestFaults ./test/faults -args -seconds $(SECONDS) -seed $(SEED)

# Ten million steps of the simulated client, network and server, under 64 bits
# and a tenth of them under 32; as many of servers that lag, sleep and forget; the
# fuzzers of what a server sends; then three pages and a server among faults for
# half an hour, which must not grow after the first five minutes.
STEPS ?= 10000000
FUZZTIME ?= 1m
SOAK ?= 30m
soak: build
	sh test/browser/setup.sh
	go test -count=1 -timeout 120m -v -run TestSimulation ./webim -args -sim.steps $(STEPS)
	sh test/int32.sh -count=1 -timeout 120m -v -run TestSimulation ./webim -args -sim.steps $$(($(STEPS) / 10))
	go test -count=1 -timeout 300m -v -run TestRoaming ./server/poll -args -roam.steps $$(($(STEPS) / 10))
	go test -run '^$$' -fuzz FuzzSimulation -fuzztime $(FUZZTIME) -fuzzminimizetime 10x ./webim
	go test -run '^$$' -fuzz FuzzHostileAnswers -fuzztime $(FUZZTIME) ./webim
	go test -run '^$$' -fuzz FuzzParse -fuzztime $(FUZZTIME) ./webim/jsontext
	go test -count=1 -timeout 120m -v -run TestSoak ./test/faults -args -soak $(SOAK) -seed $(SEED)

# Ratios to plain JavaScript doing the same, from Chromium; see the README.
bench: dist
	sh test/browser/setup.sh
	go run ./test/bench

# Recorded traces of the original, replayed on the script.
conformance: dist
	sh test/browser/setup.sh
	go test -count=1 -timeout 20m -v ./test/conformance/...

# The Go that runs in pages is checked for its own platform: `go tool -n` names
# the checkers, built for this machine. U1000 does not know //go:wasmexport.
PAGE_GO := ./jsbridge/... ./wasm/... ./test/loader/fixture/...

lint: fmt
	go vet ./...
	GOOS=windows go vet ./test/postgres/... ./test/cluster
	GOOS=js GOARCH=wasm go vet ./webim/... $(PAGE_GO)
	go tool staticcheck ./...
	checker=$$(go tool -n staticcheck) && GOOS=js GOARCH=wasm "$$checker" -checks=inherit,-U1000 $(PAGE_GO)
	checker=$$(go tool -n jsguard) && GOOS=js GOARCH=wasm "$$checker" $(PAGE_GO)

# Fails with the list of files that gofmt would change.
fmt:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	test -z "$$unformatted" || { echo "gofmt -w $$unformatted"; exit 1; }

clean:
	rm -rf dist bin
