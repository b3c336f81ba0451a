#!/usr/bin/env python3
"""`main.py INDEX.tsv` prints a verdict for each line."""
import os, struct, sys
from cryptography.exceptions import InvalidSignature
import charter, policy, statement, verify

KINDS = {**verify.KINDS, **policy.KINDS, **statement.KINDS, **charter.KINDS}

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
