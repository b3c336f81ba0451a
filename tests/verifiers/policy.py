"""Judges a checkpoint by a policy (C2SP tlog-policy): which logs are believed, and how many of which witnesses it takes."""
import hashlib, re
from words import need, number
from verify import head, included, proof, signed, vkey

MOST = 128

def policy(rules, note):
    """Size and root of a note that it accepts."""
    need(len(rules) <= 256 << 10 and all(byte in (9, 10) or 32 <= byte != 127 for byte in rules))
    logs, witnesses, groups, has, taken, quorum, heads = [], [], 0, {}, set(), [], []
    def add(keys, word, algorithm):
        keys.append(vkey(word.encode("latin-1").decode()))
        need(keys[-1][2] == algorithm and len({key[3] for key in keys}) == len(keys) <= MOST)
        return keys[-1]
    def define(name, cosigned):
        need(name not in has and name != "none")
        has[name] = cosigned
    for row in rules.decode("latin-1").split("\n"):
        words = [word for word in re.split("[ \t]+", row) if word]
        if not words or words[0].startswith("#"):
            continue
        word, *rest = words
        if word == "log" and len(rest) in (1, 2):
            key = add(logs, rest[0], 1)
            heads += [head(note, key)] if signed(note, key) else []
        elif word == "witness" and len(rest) in (2, 3):
            define(rest[0], signed(note, add(witnesses, rest[1], 4)))
        elif word == "group" and len(rest) > 2:
            name, least, *members = rest
            least = {"any": 1, "all": len(members)}.get(least) or number(least)
            groups += 1
            need(groups <= MOST and 1 <= least <= len(members) == len(set(members)) and not taken & set(members))
            taken |= set(members)
            define(name, sum(has[member] for member in members) >= least)
        else:
            need(word == "quorum" and len(rest) == 1)
            quorum.append(rest[0] == "none" or has[rest[0]])
    need(quorum == [True] and heads)
    return heads[0]

def proved(rules, entry, data):
    """Whether an entry is in the log of a checkpoint that the policy accepts."""
    index, path, note = proof(data)
    size, root = policy(rules, note)
    need(included(hashlib.sha256(b"\0" + entry).digest(), index, size, path) == root)
