"""Results as JSON."""

import json
import sys
from collections.abc import Mapping


def write_json(shown: Mapping[str, object]) -> None:
    """Write a result as one JSON document on stdout, and see that it has left."""
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()
