# Sourced by ./demo, ./test and .ci/run: sees to it that a build can start, and that it needs no network.
#
# Needed: a Rust toolchain (1.95 or newer) and a C compiler. The C compiler is for one dependency, Zstandard, and to
# link. Everything else is downloaded once by `cargo fetch`, checked against Cargo.lock, and kept in Cargo's folder.

say() { printf '%s\n' "$*" >&2; }

need_cargo() {
    [ -d "${CARGO_HOME:-$HOME/.cargo}/bin" ] && PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
    if ! command -v cargo >/dev/null; then
        say "There is no cargo. Install Rust 1.95 or newer from https://rustup.rs and run this again."
        exit 2
    fi
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

need_c_compiler() {
    command -v cc >/dev/null && return
    if ! command -v apt-get >/dev/null; then
        say "There is no C compiler (cc). Install one with your system's package manager and run this again."
        exit 2
    fi
    say "There is no C compiler. Installing Debian's gcc and libc6-dev: Zstandard is C, and Rust links with cc."
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gcc libc6-dev >&2
}

need_dependencies() {
    cargo fetch --locked --offline --quiet 2>/dev/null && return
    say "Downloading the dependencies named in Cargo.lock, once. After this nothing here needs the network."
    cargo fetch --locked
}

# For the tests in which verifiers in other languages check the same files: wanted, not needed.
want_other_verifiers() {
    local missing=()
    command -v go >/dev/null || missing+=(golang-go)
    [ -d /usr/share/gocode/src/golang.org/x/mod ] || missing+=(golang-golang-x-mod-dev)
    python3 -c 'import cryptography, tomllib' 2>/dev/null || missing+=(python3 python3-cryptography)
    [ ${#missing[@]} -eq 0 ] && return
    if command -v apt-get >/dev/null && may_install; then
        say "Installing Debian's ${missing[*]}: verifiers in Go and Python check the same files as ours."
        install_quickly "${missing[@]}" && return
    fi
    say "Not here, and not to be installed: ${missing[*]}. Tests of the verifiers in Go or Python will be skipped."
}

# As root, or by a sudo that asks nobody for a password.
may_install() { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }

# Without a network this fails within seconds: nothing is tried twice.
install_quickly() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10)
    as_root timeout 60 "${apt[@]}" update >/dev/null 2>&1 || true
    as_root timeout 300 "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null 2>&1
}

need_cargo
need_c_compiler
need_dependencies
