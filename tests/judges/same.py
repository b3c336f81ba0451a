"""What went in comes out: every object of the first file is in the second, equal, and no other is."""

import sys

from words import judged, objects

before, after = objects(sys.argv[1]), objects(sys.argv[2])
faults = [f"missing: {name}" for name, _ in before.keys() - after.keys()]
faults += [f"new: {name}" for name, _ in after.keys() - before.keys()]
faults += [f"changed: {key[0]}" for key in before.keys() & after.keys() if before[key] != after[key]]
judged(f"{len(before)} objects in and out, equal object for object", faults)
