"""Verifies notes, checkpoints, cosignatures, proofs and evidence: docs/spec/log.md. Shares no code with the crates: hashlib, and Ed25519 of the
package `cryptography`. README.md says how to run it."""
import hashlib, struct
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from words import after, key_name, lines, need, number, point, unbase64

EMPTY = hashlib.sha256(b"").digest()

def digest(text):
    data = unbase64(text)
    need(len(data) == 32)
    return data

def digests(rest):
    need(len(rest) <= 63)
    return [digest(text) for text in rest]

def vkey(text):
    """Name, number, algorithm and point of a key."""
    name, ident, encoded = text.split("+", 2)
    data = unbase64(encoded)
    number = hashlib.sha256(key_name(name).encode() + b"\n" + data).digest()[:4]
    need(data[0] in (1, 4) and number.hex() == ident)
    return name, number, data[0], point(data[1:])

def read(data):
    """Text and signatures of a note, unverified: name, number and bytes of each."""
    text, _, tail = data.decode().rpartition("\n\n")
    need("\n\n" in data.decode() and len(data) <= 256 << 10 and not any(c < " " and c != "\n" for c in text + tail))
    signatures = []
    for row in lines(tail.encode()):
        dash, name, encoded = row.split(" ")
        raw = unbase64(encoded)
        need(dash == "\u2014" and len(raw) > 4)
        signatures.append((key_name(name), raw[:4], raw[4:]))
    need(len(signatures) <= 100)
    return text + "\n", signatures

def signed(note, key):
    """Whether the key has signed. One wrong line of a key spoils the note, whatever others there are."""
    mine = [raw for name, ident, raw in note[1] if (name, ident) == key[:2]]
    for raw in mine:
        message = note[0].encode()
        if key[2] == 4:
            (time,) = struct.unpack(">Q", raw[:8])
            need(time < 2**63)
            raw, message = raw[8:], b"cosignature/v1\ntime %d\n%s" % (time, message)
        point(raw[:32])
        Ed25519PublicKey.from_public_bytes(key[3]).verify(raw, message)
    return bool(mine)

def checkpoint(text):
    """Origin, size and root."""
    origin, size, root = lines(text.encode())
    size, root = number(size), digest(root)
    need(size > 0 or root == EMPTY)
    return key_name(origin), size, root

def head(note, key):
    origin, size, root = checkpoint(note[0])
    need(key[2] == 1 and origin == key[0] and signed(note, key))
    return size, root

def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()

def half(size):
    """The greatest power of two below the size: where the tree parts (RFC 6962 section 2.1)."""
    return 1 << (size - 1).bit_length() - 1

def included(leaf, index, size, path):
    """The root that a path of section 2.1.1 leads to."""
    need(index < size)
    if size == 1:
        need(not path)
        return leaf
    if index < half(size):
        return node(included(leaf, index, half(size), path[:-1]), path[-1])
    return node(path[-1], included(leaf, index - half(size), size - half(size), path[:-1]))

def roots(old, old_root, size, path):
    """The roots before and after that a proof of section 2.1.2 leads to. Left of all, the old tree itself needs no hash: it is known."""
    if old == size:
        (known,) = path if old_root is None else path + [old_root]
        return known, known
    if old <= half(size):
        before, after = roots(old, old_root, half(size), path[:-1])
        return before, node(after, path[-1])
    before, after = roots(old - half(size), None, size - half(size), path[:-1])
    return node(path[-1], before), node(path[-1], after)

def grown(old, old_root, size, root, path):
    if old == 0:
        need(not path and old_root == EMPTY and (size > 0 or root == EMPTY))
    else:
        need(old <= size and roots(old, old_root, size, path) == (old_root, root))

def proof(data):
    """Index, path and checkpoint of a proof file."""
    top, _, checkpoint = data.partition(b"\n\n")
    rest = after(top.decode(), "c2sp.org/tlog-proof@v1\n").split("\n")
    if rest[0].startswith("extra "):
        unbase64(rest.pop(0)[6:])
    need(len(data) <= 1 << 20)
    return number(after(rest[0], "index ")), digests(rest[1:]), read(checkpoint)

def request(data):
    """A request to a witness: only whether it is one."""
    top, _, checkpoint = data.partition(b"\n\n")
    old, *rest = top.decode().split("\n")
    need(len(data) <= 512 << 10)
    number(after(old, "old ")), digests(rest), read(checkpoint)

def consistency(data):
    old, new, *rest = lines(data)
    (old, old_root), (new, new_root) = after(old, "old ").split(" "), after(new, "new ").split(" ")
    grown(number(old), digest(old_root), number(new), digest(new_root), digests(rest))

def evidence(data):
    version, log, first, second, *rest = lines(data)
    key = vkey(after(log, "log "))
    small, root = head(read(unbase64(after(first, "first "))), key)
    large, large_root = head(read(unbase64(after(second, "second "))), key)
    need(version == "detente/equivocation/v1" and len(data) <= 1 << 20)
    if not rest:
        need(small == large and root != large_root)
        return
    then = digest(after(rest[0], "root "))
    need(small < large and then != root)
    grown(small, then, large, large_root, digests(rest[1:]))
