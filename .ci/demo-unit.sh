# Sourced by ./demo: three made-up members found a unit in a scratch folder and run its nodes on this machine. A campaign (testdata/campaign) is found at one of
# them, put on record, found backward at the second and forward at the third, and told back; another proves it offline, and a forged history
# is caught. All of it goes to standard error: standard output is for findings. Nothing is left behind, and nothing leaves the machine: the
# nodes listen on 127.0.0.1, on ports that are free.

members=(harbour-power westland-registry riverside-party)
campaign=testdata/campaign

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
    find_campaign
    put_on_record
    find_backward
    find_forward
    tell_back
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
    for member in "${members[@]/#/live-}" "${members[@]}"; do stop "$member"; done
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
        mkdir "$unit/$member/telemetry"
        seats+=(--member "$member,$member,${member//-/ },$(cat "$unit/$member/root.vkey"),127.0.0.1:$port")
        configure "$member" "$port"
    done
    as harbour-power unit found --name "Energy, elections, parties" "${seats[@]}" --yes -o "$unit/invitation" >/dev/null
    # What the members read to each other by voice.
    id=$(sed -n '/^unit /{s///p;q}' "$unit/invitation")
    for member in "${members[@]:1}" "${members[@]}"; do
        as "$member" unit join "$unit/invitation" --unit "$id" >/dev/null
    done
    say "$(printf '%s, ' "${members[@]}" | sed 's/, $//') have drawn their keys, signed one charter and exchanged key sheets, by one invitation that went round."
}

configure() {
    # A lie is caught when those who were told different things speak with each other: here every second.
    printf '[peers]\nlisten = "127.0.0.1:%s"\n[client]\nlisten = "127.0.0.1:0"\n[times]\ngossip = 1\n[[watch]]\npath = "%s"\n' \
        "$2" "$unit/$1/telemetry" >"$unit/$1/node.toml"
}

run_nodes() {
    local member
    for member in "${members[@]}"; do start "$member"; done
    for member in "${members[@]}"; do tell_live "$member"; done
    say "Each runs its node. Each node witnesses the two others: it checks that their logs only grow, keeps a copy, and cosigns."
}

# What a node's hunt finds is told in the terminal as it happens.
tell_live() {
    "$detente" watch --home "$unit/$1" > >(grep --line-buffered -E 'FOUND|finding' | sed -u "s/^/  [$1] /" >&2) 2>/dev/null &
    echo $! >"$unit/live-$1.pid"
}

# What lies in a folder that a node watches is hunted as it is written.
seen_at() { cp "$campaign/$1/$2" "$unit/$1/telemetry/"; }

# The numbers of the findings of a member whose title has these words.
findings_of() { as "$1" findings list --json 2>/dev/null | grep -F "$2" | sed -n 's/.*"id":\([0-9]*\).*/\1/p'; }

found_at() { [ -n "$(findings_of "$1" "$2")" ]; }

show_findings() {
    say "  $1\$ detente findings list"
    as "$1" findings list | sed 's/^/  /' >&2
}

find_campaign() {
    say ""
    say "Nine days ago somebody looked at twelve voters, one after another, on the site of westland-registry. No rule fires on that:"
    seen_at westland-registry access.log
    wait_for "the index of westland-registry" as westland-registry seen 203.0.113.150
    say "  westland-registry has no finding, and remembers which addresses it has seen."
    say "Now an engineer at harbour-power opens what a mail asked for. Rules find it:"
    seen_at harbour-power scada-eng3.jsonl
    wait_for "the findings of harbour-power" found_at harbour-power "Encoded Command"
    show_findings harbour-power
}

# A person reads which values of the advisory are taken; here the answer is the first judgement of the program.
put_on_record() {
    local id
    say ""
    say "Its people write down what they know, the program reads the indicators out of it, a person takes them or leaves them, and the unit is told:"
    say "  harbour-power\$ detente intel read advisory.txt -o review.txt"
    "$detente" intel read "$campaign/harbour-power/advisory.txt" -o "$unit/review.txt"
    grep '^[+?-]' "$unit/review.txt" | sed 's/^/    /' >&2
    sed -i 's/^?/-/' "$unit/review.txt"
    wait_for "the word of harbour-power" import_review
    id=$(sed -n 's/.*"kind":"statement".*"id":"\([^"]*\)".*/\1/p' "$unit/said.jsonl")
    say "  harbour-power\$ detente intel import review.txt"
    say "  $id"
    wait_for "the quorum of the others" as harbour-power log prove "$id" -o "$unit/harbour-power.proof"
    say "westland-registry and riverside-party have cosigned it; from now on it is on record, and harbour-power cannot take it back."
}

import_review() { as harbour-power intel import "$unit/review.txt" >"$unit/said.jsonl"; }

find_backward() {
    say ""
    say "westland-registry finds backward, in what it had seen before anybody knew:"
    wait_for "the finding of westland-registry" found_at westland-registry 203.0.113.150
    show_findings westland-registry
    say "  westland-registry\$ detente seen 203.0.113.150"
    as westland-registry seen 203.0.113.150 | sed 's/^/  /' >&2
}

find_forward() {
    say ""
    say "riverside-party finds forward, when a laptop in its office asks for the name:"
    seen_at riverside-party dns.log
    wait_for "the finding of riverside-party" found_at riverside-party docs.grid-council.example.net
    show_findings riverside-party
}

# What leaves is shown to the byte before it does.
tell_back() {
    local finding
    say ""
    say "westland-registry confirms it and tells the unit that it saw it: how often and on which days, not where and not who. These are all the bytes:"
    finding=$(findings_of westland-registry 203.0.113.150)
    as westland-registry findings confirm "$finding" --why "one address, twelve voters" >/dev/null
    say "  westland-registry\$ detente release $finding"
    as westland-registry release "$finding" --yes | sed 's/^/  /' >&2
    wait_for "the sighting at harbour-power" told_at harbour-power
    say "  harbour-power\$ detente findings told"
    as harbour-power findings told | sed 's/^/  /' >&2
}

told_at() { as "$1" findings told | grep -q westland-registry; }

prove_it() {
    local verdict
    say ""
    say "Anybody who has the charter can check that offline, without a node and without trusting anyone:"
    "$detente" log verify "$unit/harbour-power.proof" --charter "$unit/westland-registry/charters/1.charter" | sed 's/^/  /' >&2
    if ! build_go_verifier; then
        say "(A verifier in Go, written apart, says the same where Go is installed.)"
        return 0
    fi
    # The proof carries the entry itself; the policy says whose cosignatures it takes.
    sed -n 's/^extra //p' "$unit/harbour-power.proof" | base64 -d | sed -n 's/^entry //p' | base64 -d >"$unit/entry"
    stop harbour-power
    as harbour-power log export "$unit/stick" >/dev/null
    start harbour-power
    printf 'proof\tstick/policies/harbour-power.policy entry harbour-power.proof\n' >"$unit/index.tsv"
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
    say "Now riverside-party cheats. It sets a copy of its home aside, says something that the others witness, and then comes back with the copy, in which it"
    say "has said something else at the same place:"
    stop riverside-party
    cp -r "$unit/riverside-party" "$unit/other"
    start riverside-party
    echo "The results of Tuesday were not touched." >"$unit/first"
    echo "The results of Tuesday were changed." >"$unit/second"
    wait_for "the word of riverside-party" as riverside-party say "$unit/first" --kind claim --type text/plain
    wait_for "harbour-power's copy of it" claims_at harbour-power
    wait_for "westland-registry's copy of it" claims_at westland-registry
    stop riverside-party
    mv "$unit/riverside-party" "$unit/before" && mv "$unit/other" "$unit/riverside-party"
    as riverside-party say "$unit/second" --kind claim --type text/plain >/dev/null
    start riverside-party
    wait_for "the evidence at harbour-power" evidence_at harbour-power
    wait_for "the evidence at westland-registry" evidence_at westland-registry
    wait_for "the alarm at harbour-power" alarm
    say "Both find out by themselves, cosign nothing more of riverside-party's, raise the alarm and keep what proves it to anybody:"
    say "  harbour-power\$ detente log evidence $(basename "$(evidence_at harbour-power)")"
    as westland-registry log evidence "$(evidence_at harbour-power)" | sed 's/^/  /' >&2
    say "  harbour-power\$ detente unit status"
    # It ends with 1 where alarms stand, which is what we want to see.
    as harbour-power unit status >"$unit/status" && return 1
    sed -n '/ALARMS/,$p' "$unit/status" | sed 's/^/  /' >&2
}

claims_at() { as "$1" log show riverside-party | grep -q " claim .*on record 2"; }

evidence_at() { ls "$unit/$1"/evidence/*.evidence; }

# The command ends with 1 where alarms stand.
alarm() { [[ $(as harbour-power unit status) == *equivocation* ]]; }
