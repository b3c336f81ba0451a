#!/usr/bin/env python3
"""Verifies the objects of a log. Shares no code with the crates: hashlib, and Ed25519 of the package `cryptography`.

    verify.py KIND FILE...        prints good or bad
    verify.py vectors/index.tsv   prints a verdict for each line
"""
import base64, hashlib, os, re, struct, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def need(condition):
    if not condition:
        raise ValueError("refused")

def unbase64(text):
    data = base64.b64decode(text.encode("ascii"), validate=True)
    need(base64.b64encode(data).decode() == text)
    return data

def number(text):
    need(re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII) and int(text) < 2**63)
    return int(text)

def digest(text):
    data = unbase64(text)
    need(len(data) == 32)
    return data

def lines_of(data):
    text = data.decode()
    need(text.endswith("\n"))
    return text[:-1].split("\n")

P = 2**255 - 19
ORDER_8 = int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little")

def point(data):
    """Points of small order verify anything, and some libraries take a second spelling of a point: neither is a key or half a signature."""
    y = int.from_bytes(data, "little") % 2**255
    need(y < P and y not in (0, 1, P - 1, ORDER_8, P - ORDER_8))
    return data

def name_ok(name):
    need(name and "+" not in name and not any(c.isspace() for c in name))
    return name

def vkey(text):
    name, ident, encoded = text.split("+", 2)
    data = unbase64(encoded)
    need(len(data) == 33 and data[0] in (1, 4))
    true = hashlib.sha256(name_ok(name).encode() + b"\n" + data).digest()[:4]
    need(true.hex() == ident)
    return name, true, data[0], point(data[1:])

def read_note(data):
    text = data.decode()
    need(not any(c < " " and c != "\n" for c in text) and "\n\n" in text and text.endswith("\n"))
    body, _, tail = text.rpartition("\n\n")
    signatures = []
    for line in tail[:-1].split("\n"):
        dash, name, encoded = line.split(" ")
        raw = unbase64(encoded)
        need(dash == "\u2014" and name_ok(name) and len(raw) > 4)
        signatures.append((name, raw[:4], raw[4:]))
    return body + "\n", signatures

def signed(note, key):
    """Whether the key has signed; a wrong signature of a known key spoils the note."""
    text, signatures = note
    mine = [raw for name, ident, raw in signatures if (name, ident) == key[:2]]
    for raw in mine:
        message = text.encode()
        if key[2] == 4:
            (time,) = struct.unpack(">Q", raw[:8])
            need(time < 2**63)
            message, raw = b"cosignature/v1\ntime %d\n" % time + message, raw[8:]
        need(len(raw) == 64 and point(raw[:32]))
        Ed25519PublicKey.from_public_bytes(key[3]).verify(raw, message)
    return bool(mine)

def head(note, key):
    origin, size, root = lines_of(note[0].encode())
    need(key[2] == 1 and origin == key[0] and signed(note, key))
    size, root = number(size), digest(root)
    need(size or root == hashlib.sha256(b"").digest())
    return size, root

def utf8(word):
    return word.encode("latin-1").decode()

def policy(data, note):
    """C2SP tlog-policy: size and root of a note that it accepts."""
    need(all(byte in (9, 10) or 32 <= byte != 127 for byte in data))
    logs, witnesses, has, used, quorum = [], [], {}, set(), []
    for line in data.decode("latin-1").split("\n"):
        words = [word for word in re.split("[ \t]+", line) if word]
        if not words or words[0].startswith("#"):
            continue
        word, rest = words[0], words[1:]
        if word == "log" and len(rest) in (1, 2):
            logs.append(vkey(utf8(rest[0])))
            need(logs[-1][2] == 1)
        elif word == "witness" and len(rest) in (2, 3):
            witnesses.append(vkey(utf8(rest[1])))
            need(rest[0] not in has and rest[0] != "none" and witnesses[-1][2] == 4)
            has[rest[0]] = signed(note, witnesses[-1])
        elif word == "group" and len(rest) > 2:
            name, least, members = rest[0], rest[1], rest[2:]
            need(name not in has and name != "none" and len(set(members)) == len(members) and not used & set(members))
            used |= set(members)
            least = {"any": 1, "all": len(members)}.get(least) or number(least)
            need(1 <= least <= len(members))
            has[name] = sum(has[member] for member in members) >= least
        else:
            need(word == "quorum" and len(rest) == 1)
            quorum.append(True if rest[0] == "none" else has[rest[0]])
    for keys in (logs, witnesses):
        need(len({key[3] for key in keys}) == len(keys))
    need(quorum == [True])
    known = [key for key in logs if any((name, ident) == key[:2] for name, ident, _ in note[1])]
    return head(note, known[0])

def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()

def included(leaf, index, size, path, root):
    """RFC 9162 section 2.1.3.2."""
    need(index < size)
    fn, sn, now = index, size - 1, leaf
    for step in path:
        need(sn > 0)
        if fn & 1 or fn == sn:
            now = node(step, now)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            now = node(now, step)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0 and now == root)

def grown(old, old_root, new, new_root, path):
    """RFC 9162 section 2.1.4.2."""
    need(old <= new)
    if old == 0 or old == new:
        need(not path and (old_root == new_root if old == new else True))
        need(old or old_root == hashlib.sha256(b"").digest())
        return
    path = list(path) if old & (old - 1) else [old_root] + list(path)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for step in path[1:]:
        need(sn > 0)
        if fn & 1 or fn == sn:
            fr, sr = node(step, fr), node(step, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, step)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0 and fr == old_root and sr == new_root)

def proof(policy_data, entry, data):
    top, _, checkpoint = data.partition(b"\n\n")
    first, *lines = top.decode().split("\n")
    need(first == "c2sp.org/tlog-proof@v1")
    if lines[0].startswith("extra "):
        unbase64(lines.pop(0)[6:])
    need(lines[0].startswith("index "))
    size, root = policy(policy_data, read_note(checkpoint))
    included(hashlib.sha256(b"\0" + entry).digest(), number(lines[0][6:]), size, [digest(line) for line in lines[1:]], root)

def consistency(data):
    lines = lines_of(data)
    (old, m, first), (new, n, second) = lines[0].split(" "), lines[1].split(" ")
    need((old, new) == ("old", "new"))
    grown(number(m), digest(first), number(n), digest(second), [digest(line) for line in lines[2:]])

def evidence(data):
    header, log, first, second, *rest = lines_of(data)
    need(header == "detente/equivocation/v1" and log[:4] == "log " and first[:6] == "first " and second[:7] == "second ")
    key = vkey(log[4:])
    (small, root), (large, large_root) = (head(read_note(unbase64(text)), key) for text in (first[6:], second[7:]))
    if not rest:
        need(small == large and root != large_root)
        return
    need(small < large and rest[0].startswith("root ") and digest(rest[0][5:]) != root)
    grown(small, digest(rest[0][5:]), large, large_root, [digest(line) for line in rest[1:]])

def entry(key, data):
    note = read_note(data)
    need(len(note[1]) == 1 and signed(note, vkey(*lines_of(key))))

KINDS = {
    "note": lambda key, note: need(signed(read_note(note), vkey(*lines_of(key)))),
    "entry": entry,
    "checkpoint": lambda rules, note: policy(rules, read_note(note)),
    "proof": proof, "consistency": consistency, "evidence": evidence,
}

def verdict(kind, files):
    data = [open(file, "rb").read() for file in files]
    try:
        KINDS[kind](*data)
        return "good"
    except (ValueError, TypeError, KeyError, IndexError, struct.error, InvalidSignature):
        return "bad"

if len(sys.argv) == 2:
    for line in open(sys.argv[1], encoding="utf-8"):
        kind, files = line.split("\t")[:2]
        print(verdict(kind, [os.path.join(os.path.dirname(sys.argv[1]), file) for file in files.split(" ")]))
else:
    answer = verdict(sys.argv[1], sys.argv[2:])
    print(answer)
    sys.exit(answer != "good")
