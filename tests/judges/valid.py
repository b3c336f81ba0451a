"""stix2-validator: what we write is STIX 2.1. Errors are faults; what it only recommends is not."""

import sys

from stix2validator import ValidationOptions, validate_file
from words import judged

for path in sys.argv[1:]:
    options = ValidationOptions(version="2.1", silent=True)
    results = [validate_file(path, options)]
    faults = []
    for file in results:
        for result in file.object_results or []:
            faults += [str(error) for error in result.errors]
        if file.fatal:
            faults.append(str(file.fatal))
    judged(f"stix2-validator: no error in {path.rsplit('/', 1)[-1]}", faults)
