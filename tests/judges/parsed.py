"""python stix2: it takes every object that we write, and understands it as we do, property for property."""

import json
import sys

import stix2
from words import differing, judged, objects, plain


def unlike(ours, theirs):
    """The properties on which the two do not agree. What has its default may be left out by one of them."""
    if not hasattr(theirs, "serialize"):
        return differing(ours, theirs)
    brief = json.loads(theirs.serialize())
    whole = json.loads(theirs.serialize(include_optional_defaults=True))
    said = [name for name in ours if plain(ours[name]) != plain(whole.get(name))]
    return said + [name for name in brief if name not in ours]


for path in sys.argv[1:]:
    faults = []
    ours = objects(path)
    for (name, _), one in ours.items():
        try:
            theirs = stix2.parse(one, allow_custom=True)
        except Exception as error:  # whatever it is, it did not take the object
            faults.append(f"{name}: {error}")
            continue
        faults += [f"{name}: {property}" for property in unlike(one, theirs)]
    judged(f"stix2: {len(ours)} objects of {path.rsplit('/', 1)[-1]} are equal to ours", faults)
