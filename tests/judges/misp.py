"""misp-stix: both make the same objects of the same events, but for the differences that are listed.

    misp.py DIFFERENCES OURS EVENTS...

Ids are those of MISP on both sides, so that objects are compared one with one: observables by ids of version 4, which theirs need not be, relationships
by what they relate, patterns by the values in them. DIFFERENCES has a line for each difference that has a cause: the
type of the object or `*`, a tab, the property (or `x_misp_*`, `only ours`, `only theirs`), a tab, the cause. A difference without a line is a fault.
"""

import json
import re
import sys
from collections import Counter

from misp_stix_converter import MISPtoSTIX21Parser
from words import differing, judged, objects


OBSERVABLES = (
    "artifact|autonomous-system|directory|domain-name|email-addr|email-message|file|ipv4-addr|ipv6-addr|mac-addr|mutex"
    "|network-traffic|process|url|user-account|windows-registry-key|x509-certificate"
)
VERSION = re.compile(rf"\b({OBSERVABLES})(--[0-9a-f]{{8}}-[0-9a-f]{{4}}-)[0-9a-f]")
COMPARISON = re.compile(r"([\w:.\[\]*'-]+) (?:=|IN) (\((?:[^()']|'(?:[^'\\]|\\.)*')*\)|'(?:[^'\\]|\\.)*'|[\w.]+)")
CONSTANT = re.compile(r"'((?:[^'\\]|\\.)*)'|([\w.]+)")


def values(pattern):
    """The values that a pattern looks for. MISP's own properties are none: nobody observes them."""
    found = []
    for path, constants in COMPARISON.findall(pattern):
        if "x_misp_" not in path and not path.endswith((".type", ".content_disposition")):
            found += [quoted or bare for quoted, bare in CONSTANT.findall(constants)]
    return sorted(found)


def comparable(found):
    """Objects under names that both sides give them."""
    named = {}
    for one in found:
        one = json.loads(VERSION.sub(r"\1\g<2>4", json.dumps(one)))
        name = one["id"]
        if one["type"] == "relationship":
            name = "--".join(["relationship", one["source_ref"], one["relationship_type"], one["target_ref"]])
            del one["id"]
        if one.get("pattern_type") == "stix":
            one["pattern"] = values(one["pattern"])
        if "object_refs" in one:
            one["object_refs"] = sorted(ref for ref in one["object_refs"] if not ref.startswith("relationship"))
        named.setdefault(name, one)
    return named


def read(path):
    """The events of a file."""
    with open(path, encoding="utf-8") as file:
        text = json.load(file)
    events = text.get("response", [text]) if isinstance(text, dict) else text
    return [event["Event"] if "Event" in event else event for event in events]


def named(event, ours):
    """Gives a cluster without an id that of the object that we made of it: misp-stix ends at such an event."""
    for galaxy in event.get("Galaxy", []):
        for cluster in galaxy.get("GalaxyCluster", []):
            if not cluster.get("uuid"):
                same = [name for name, one in ours.items() if cluster["value"] in (one.get("name"), one.get("x_misp_value"))]
                # An id that was made up is of version 5.
                cluster["uuid"] = next(name.split("--")[1] for name in same if name.split("--")[1][14] == "5")


def theirs(paths, ours):
    """The objects that misp-stix makes."""
    found = []
    for path in paths:
        for event in read(path):
            named(event, ours)
            parser = MISPtoSTIX21Parser()
            parser.parse_misp_event(event)
            for one in parser.stix_objects:
                found.append(json.loads(one.serialize()) if hasattr(one, "serialize") else dict(one))
    return comparable(found)


def listed(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    return {(kind, what): cause for kind, what, cause in lines}


def differences(ours, others):
    """What differs: the type, the property, and where."""
    for name in sorted(ours.keys() | others.keys()):
        kind = name.split("--")[0]
        if name not in others:
            yield kind, "only ours", name
        elif name not in ours:
            yield kind, "only theirs", name
        else:
            for what in differing(ours[name], others[name]):
                yield kind, what, f"{name}: {ours[name].get(what)!r} and {others[name].get(what)!r}"


known = listed(sys.argv[1])
ours = comparable(objects(sys.argv[2]).values())
others = theirs(sys.argv[3:], ours)
found, faults = Counter(), []
for kind, what, where in differences(ours, others):
    of_misp = "x_misp_*" if what.startswith("x_misp_") else what
    cause = next((known[key] for key in ((kind, what), ("*", what), ("*", of_misp)) if key in known), None)
    if cause is None:
        faults.append(f"{kind} {what}: {where}")
    else:
        found[cause] += 1
count = sum(1 for name in ours if name in others)
judged(f"misp-stix: {count} objects of {len(sys.argv) - 3} files in common", faults)
for cause, number in sorted(found.items()):
    print(f"    {number:5} times {cause}")
