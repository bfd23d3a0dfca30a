"""Results as JSON."""

import json
import sys
from collections.abc import Mapping


def json_text(shown: Mapping[str, object]) -> str:
    """Give a result as the text of one JSON document."""
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def write_json(shown: Mapping[str, object]) -> None:
    """Write a result as one JSON document on stdout, and see that it has left."""
    sys.stdout.write(json_text(shown))
    sys.stdout.flush()
