#!/usr/bin/env python3
"""A second implementation of docs/spec/seal.md, by the text of the specification alone.

Writes the expected files of every case beside this script; the tests of the crate `seal` compare its output with them
byte by byte. Standard library only. Run it again only if the specification changes.
"""
import csv, hashlib, hmac, io, json, pathlib, unicodedata

HERE = pathlib.Path(__file__).parent
ABSENT, TEXT, BARE, BYTES = range(4)
WHITE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200b))) + "\u2028\u2029\u202f\u205f\u3000"


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leb128(n):
    out = bytearray()
    while n >= 128:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def quote(text):
    hidden = {0xAD, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070)}
    out = ""
    for c in text:
        if c in '"\\':
            out += "\\" + c
        elif unicodedata.category(c) == "Cc" or ord(c) in hidden:
            out += "\\u{%x}" % ord(c)
        else:
            out += c
    return '"' + out + '"'


def normal(raw):
    try:
        return TEXT, unicodedata.normalize("NFC", raw.decode()).strip(WHITE).encode()
    except UnicodeDecodeError:
        return BYTES, raw.strip(b"\t\n\v\f\r ")


def integer(cell):
    kind, value = cell
    return (kind, str(int(value)).encode()) if value else cell


def row_bytes(cells):
    return b"".join(leb128(4 * len(value) + kind) + value for kind, value in cells)


def key_bytes(cells):
    return b"".join(value.replace(b"\0", b"\0\xff") + bytes([0, kind]) for kind, value in cells)


def tree(leaves):
    """RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha(b"\1", tree(leaves[:k]), tree(leaves[k:]))


def path(m, leaves):
    """RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m < k:
        return path(m, leaves[:k]) + [tree(leaves[k:])]
    return path(m - k, leaves[k:]) + [tree(leaves[:k])]


def seal(case, subject, normalisation, columns, key, rows, seed, prove):
    names = [name for _, name in columns]
    head = f"detente/seal/v1\nsubject {subject}\nnormalisation {normalisation}\n"
    head += "".join(f"column {kind} {quote(name)}\n" for kind, name in columns)
    head += "".join(f"key {quote(name)}\n" for name in key) + f"rows {len(rows)}\n"
    keyed = sorted((key_bytes([row[names.index(name)] for name in key]), row) for row in rows)
    nonce_key = hmac.digest(seed, b"detente/seal/v1/nonce\n" + sha(head.encode()), "sha256")
    nonces = [hmac.digest(nonce_key, key, "sha256") for key, _ in keyed]
    leaves = [sha(b"\0", head.encode())]
    leaves += [sha(b"\0detente/seal/v1/row\n", n, row_bytes(row)) for n, (_, row) in zip(nonces, keyed)]
    root = tree(leaves).hex()
    (HERE / f"{case}.seal").write_bytes(f"{head}root {root}\n".encode())
    openings = f"detente/seal-openings/v1\nseed {seed.hex()}\n{head}\n".encode()
    for _, row in keyed:
        openings += leb128(len(row_bytes(row))) + row_bytes(row)
    (HERE / f"{case}.openings").write_bytes(openings)
    index = 1 + [row[names.index(key[0])][1] for _, row in keyed].index(prove)
    proof = f"detente/seal-proof/v1\nroot {root}\nleaf {index} of {len(leaves)}\nnonce {nonces[index - 1].hex()}\n"
    for name, (kind, value) in zip(names, keyed[index - 1][1]):
        shown = {ABSENT: "absent", BYTES: "bytes " + value.hex()}.get(kind)
        shown = shown or ("text " if kind == TEXT else "bare ") + quote(value.decode())
        proof += f"cell {quote(name)} {shown}\n"
    proof += "".join(f"path {digest.hex()}\n" for digest in path(index, leaves))
    (HERE / f"{case}.proof").write_bytes(proof.encode())


def bare(value):
    """A JSON value without white space; numbers came as ("bare", digits)."""
    if isinstance(value, tuple):
        return value[1]
    if isinstance(value, list):
        return "[" + ",".join(map(bare, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{bare(inner)}" for name, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def table_rows(case):
    raw = (HERE / case).read_bytes().removeprefix(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(raw.decode("latin-1"), newline="")))  # one character a byte
    return [[normal(cell.encode("latin-1")) for cell in line] for line in lines if line]


def main():
    header, *rows = table_rows("roll.csv")
    names = [value.decode() for _, value in header]
    year = names.index("year")
    rows = [[integer(cell) if at == year else cell for at, cell in enumerate(row)] for row in rows]
    columns = [("integer" if name == "year" else "text", name) for name in names]
    seal("roll", "table", "nfc trim", columns, ["id", "county"], rows, bytes(range(32)), b"2")

    objects = [json.loads(line, parse_int=lambda d: ("bare", d), parse_float=lambda d: ("bare", d))
               for line in (HERE / "log.jsonl").read_text().splitlines()]
    names = list(dict.fromkeys(name for o in objects for name in o))

    def cell(o, name):
        if name not in o:
            return ABSENT, b""
        value = o[name]
        if isinstance(value, str):
            return normal(value.encode())
        return BARE, bare(value).encode()

    rows = [[cell(o, name) for name in names] for o in objects]
    seal("log", "table", "nfc trim", [("text", n) for n in names], ["n"], rows, b"\xa5" * 32, b"10")

    text = lambda *values: [(TEXT, value.encode()) for value in values]
    rows = [text("firmware", "folder", "", "", ""),
            text("firmware/boot.bin", "file", "3", hashlib.sha256(b"abc").hexdigest(), ""),
            text("latest", "link", "", "", "firmware/boot.bin"),
            [(BYTES, b"caf\xe9"), *text("file", "0", hashlib.sha256(b"").hexdigest(), "")]]
    columns = [("text", "path"), ("text", "kind"), ("integer", "size"), ("text", "sha256"), ("text", "target")]
    seal("files", "files", "none", columns, ["path"], rows, b"\x01" * 32, b"firmware/boot.bin")


main()
