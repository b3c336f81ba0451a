# Sourced by ./demo: three made-up members found a unit in a scratch folder and run its nodes on this machine. One says what its hunt has found, the
# others witness it, another proves it offline, and a forged history of it is caught. All of it goes to standard error: standard output is
# for findings. Nothing is left behind, and nothing leaves the machine: the nodes listen on 127.0.0.1, on ports that are free.

members=(alpha bravo charlie)

# How long anything is waited for, in tenths of a second.
patience=300

unit_demo() {
    # The path of a socket has at most 107 bytes.
    unit=$(mktemp -d /tmp/detente.XXXXXX)
    trap end_unit EXIT
    # Nobody's own home or token is touched.
    unset DETENTE_HOME DETENTE_TOKEN DETENTE_PASSPHRASE_FILE
    say ""
    say "== A unit of three, who do not trust one another"
    found_unit
    run_nodes
    share_finding
    prove_it
    forge_history
}

as() {
    local member=$1
    shift
    "$detente" "$@" --home "$unit/$member"
}

end_unit() {
    local status=$? member
    for member in "${members[@]}" watch; do stop "$member"; done
    if [ "$status" -ne 0 ] && [ -n "${DETENTE_DEMO_LOGS:-}" ]; then tail -n 20 "$unit"/*.log >&2; fi
    rm -rf "$unit"
}

start() {
    # One that was killed leaves its socket behind.
    rm -f "$unit/$1/node.socket"
    "$detente" serve --home "$unit/$1" 2>>"$unit/$1.log" &
    echo $! >"$unit/$1.pid"
    wait_for "the node of $1" test -S "$unit/$1/node.socket"
}

stop() {
    local pid
    [ -e "$unit/$1.pid" ] || return 0
    pid=$(cat "$unit/$1.pid")
    rm "$unit/$1.pid"
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

wait_for() {
    local what=$1 tick
    shift
    for ((tick = 0; tick < patience; tick++)); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.1
    done
    say "waited for $what in vain"
    return 1
}

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_ports() {
    local port found=0
    while [ "$found" -lt "$1" ]; do
        port=$((20000 + RANDOM % 12000))
        if is_free "$port" && ! grep -qx "$port" "$unit/ports" 2>/dev/null; then
            echo "$port" >>"$unit/ports"
            found=$((found + 1))
        fi
    done
}

# One invitation goes round: whoever gets it adds a signature and a key sheet.
found_unit() {
    local member seats=() port number=0 id
    free_ports "${#members[@]}"
    for member in "${members[@]}"; do
        number=$((number + 1))
        port=$(sed -n "${number}p" "$unit/ports")
        as "$member" init "$member" --no-passphrase >/dev/null 2>&1
        seats+=(--member "$member,$member,The county of $member,$(cat "$unit/$member/root.vkey"),127.0.0.1:$port")
        configure "$member" "$port"
    done
    as alpha unit found --name "Northern counties" "${seats[@]}" --yes -o "$unit/invitation" >/dev/null
    # What the members read to each other by voice.
    id=$(sed -n '/^unit /{s///p;q}' "$unit/invitation")
    for member in bravo charlie "${members[@]}"; do
        as "$member" unit join "$unit/invitation" --unit "$id" >/dev/null
    done
    say "$(printf '%s, ' "${members[@]}" | sed 's/, $//') have drawn their keys, signed one charter and exchanged key sheets, by one invitation that went round."
}

configure() {
    # A lie is caught when those who were told different things speak with each other: here every second.
    printf '[peers]\nlisten = "127.0.0.1:%s"\n[client]\nlisten = "127.0.0.1:0"\n[times]\ngossip = 1\n' "$2" >"$unit/$1/node.toml"
}

run_nodes() {
    local member
    for member in "${members[@]}"; do start "$member"; done
    "$detente" watch --json --home "$unit/bravo" >"$unit/watch.jsonl" 2>/dev/null &
    echo $! >"$unit/watch.pid"
    say "Each runs its node. Each node witnesses the two others: it checks that their logs only grow, keeps a copy, and cosigns."
}

# The words are read by bravo, whose hunt then looks for what alpha has seen.
share_finding() {
    say ""
    say "alpha hunts on the clerk's desk, finds where the intruder's script came from, and tells the unit:"
    "$detente" hunt --format jsonl testdata/demo/logs/clerk-pc07.jsonl 2>/dev/null >"$unit/findings.jsonl"
    say "  $(wc -l <"$unit/findings.jsonl") findings on the desk CLERK-PC07; their domains, addresses, files and hashes go into intel.txt"
    # Values and nothing else: hosts, users and times stay at home.
    "$detente" pivot testdata/demo/logs/clerk-pc07.jsonl 2>/dev/null | sed 's/ *#.*//; /^$/d' >"$unit/intel.txt"
    # Right after the start a node says nothing: first the others have to tell it how long its log is.
    wait_for "the word of alpha" say_intel
    say "  alpha$ detente say intel.txt --kind intel"
    say "  $(cat "$unit/id")"
    wait_for "the quorum of bravo and charlie" as alpha log prove "$(cat "$unit/id")" -o "$unit/alpha.proof"
    say "bravo and charlie have cosigned it; from now on it is on record, and alpha cannot take it back:"
    wait_for "the mirror of bravo" on_record_at bravo
    as bravo log show alpha | sed 's/^/  /' >&2
    wait_for "the body at bravo" as bravo log show "$(cat "$unit/id")" --body "$unit/from-alpha.txt"
    say "bravo hunts in the records of its own network for what alpha has named:"
    # No rule matters here, only what alpha has named.
    "$detente" hunt --level critical --intel "$unit/from-alpha.txt" --format pretty testdata/demo/logs/zeek 2>/dev/null >"$unit/met"
    grep -q indicator "$unit/met"
    sed 's/^/  /' "$unit/met" >&2
}

say_intel() { as alpha say "$unit/intel.txt" --kind intel --type text/plain >"$unit/id"; }

on_record_at() { as "$1" log show alpha | grep -q "intel .*on record 2"; }

prove_it() {
    local verdict
    say ""
    say "Anybody who has the charter can check that offline, without a node and without trusting anyone:"
    "$detente" log verify "$unit/alpha.proof" --charter "$unit/bravo/charters/1.charter" | sed 's/^/  /' >&2
    if ! build_go_verifier; then
        say "(A verifier in Go, written apart, says the same where Go is installed.)"
        return 0
    fi
    # The proof carries the entry itself; the policy says whose cosignatures it takes.
    sed -n 's/^extra //p' "$unit/alpha.proof" | base64 -d | sed -n 's/^entry //p' | base64 -d >"$unit/entry"
    stop alpha
    as alpha log export "$unit/stick" >/dev/null
    start alpha
    printf 'proof\tstick/policies/alpha.policy entry alpha.proof\n' >"$unit/index.tsv"
    verdict=$("$unit/verify" "$unit/index.tsv")
    say "A verifier in Go that shares no code with this program says: $verdict"
    [ "$verdict" = good ]
}

build_go_verifier() {
    command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod ] || return 1
    GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$unit/go" go build -o "$unit/verify" ./tests/verifiers 2>/dev/null
}

forge_history() {
    say ""
    say "Now alpha cheats. It sets a copy of its home aside, says something that the others witness, and then comes back with the copy, in which it"
    say "has said something else at the same place:"
    stop alpha
    cp -r "$unit/alpha" "$unit/other"
    start alpha
    echo "The results of Tuesday were not touched." >"$unit/first"
    echo "The results of Tuesday were changed." >"$unit/second"
    wait_for "the word of alpha" as alpha say "$unit/first" --kind claim --type text/plain
    wait_for "bravo's copy of it" claims_at bravo
    wait_for "charlie's copy of it" claims_at charlie
    stop alpha
    mv "$unit/alpha" "$unit/before" && mv "$unit/other" "$unit/alpha"
    as alpha say "$unit/second" --kind claim --type text/plain >/dev/null
    start alpha
    wait_for "the evidence at bravo" evidence_at bravo
    wait_for "the evidence at charlie" evidence_at charlie
    wait_for "the alarm at bravo" alarm
    say "Both find out by themselves, cosign nothing more of alpha's, raise the alarm and keep what proves it to anybody:"
    say "  bravo\$ detente log evidence $(basename "$(evidence_at bravo)")"
    as charlie log evidence "$(evidence_at bravo)" | sed 's/^/  /' >&2
    say "  bravo\$ detente unit status"
    # It ends with 1 where alarms stand, which is what we want to see.
    as bravo unit status >"$unit/status" && return 1
    sed -n '/ALARMS/,$p' "$unit/status" | sed 's/^/  /' >&2
}

claims_at() { as "$1" log show alpha | grep -q " claim .*on record 2"; }

evidence_at() { ls "$unit/$1"/evidence/*.evidence; }

alarm() { grep -q '"alarm-raised","kind":"equivocation","member":"alpha"' "$unit/watch.jsonl"; }
