"""What the judges share: reading objects, and comparing them property by property."""

import datetime
import json
import re
import sys

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


def objects(path):
    """The objects of a bundle, by their ids and versions."""
    with open(path, encoding="utf-8") as file:
        bundle = json.load(file)
    found = {}
    for one in bundle.get("objects", []):
        found[(one["id"], one.get("modified", ""))] = one
    return found


def plain(value):
    """A value as it is compared: a moment is the same however many zeros it has."""
    if isinstance(value, str) and TIME.match(value):
        start, _, fraction = value.rstrip("Z").partition(".")
        return start, fraction.rstrip("0")
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, datetime.datetime):
        return plain(value.isoformat().replace("+00:00", "Z"))
    return value


def differing(one, other):
    """The names of properties that are not the same."""
    names = sorted(set(one) | set(other))
    return [name for name in names if plain(one.get(name)) != plain(other.get(name))]


def judged(what, faults, shown=20):
    """Says how it went, and ends the program if it went wrong."""
    if not faults:
        print(f"  good: {what}")
        return
    print(f"  BAD: {what}: {len(faults)} faults")
    for fault in faults[:shown]:
        print(f"    {fault}")
    sys.exit(1)
