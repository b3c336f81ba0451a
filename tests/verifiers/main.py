#!/usr/bin/env python3
"""`main.py INDEX.tsv` prints a verdict for each line."""
import os, struct, sys
from cryptography.exceptions import InvalidSignature
from charter import Charter, chain, rivals, sheets
from policy import policy, proved
from statement import entry, header, sheet
from verify import checkpoint, consistency, evidence, proof, read, request, signed, vkey
from words import line, need

KINDS = {
    "vkey": lambda key: vkey(line(key)),
    "text": read,
    "head": lambda text: checkpoint(text.decode()),
    "path": proof,
    "request": request,
    "note": lambda key, note: need(signed(read(note), vkey(line(key)))),
    "checkpoint": lambda rules, note: policy(rules, read(note)),
    "proof": proved,
    "consistency": consistency,
    "evidence": evidence,
    "header": lambda text: header(text.decode()),
    "entry": entry,
    "sheet": lambda text: sheet(text.decode()),
    "charter": lambda text: Charter(text.decode()),
    "charters": lambda *files: chain(files),
    "sheets": sheets,
    "rivals": rivals,
}

def verdict(kind, files):
    try:
        KINDS[kind](*files)
        return "good"
    except (ValueError, TypeError, LookupError, struct.error, InvalidSignature):
        return "bad"

for row in open(sys.argv[1], encoding="utf-8"):
    kind, names = row.rstrip("\n").split("\t")[:2]
    files = [open(os.path.join(os.path.dirname(sys.argv[1]), name), "rb").read() for name in names.split(" ")]
    print(verdict(kind, files) if kind in KINDS else "unknown")
