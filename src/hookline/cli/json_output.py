"""Results as JSON."""

import json
import re
import sys
from collections.abc import Mapping

_NOT_PLAIN = re.compile(r"[^ -~\n]")


def json_text(shown: Mapping[str, object]) -> str:
    """Give a result as the text of one JSON document.

    What a terminal would act on, and what nobody sees, is escaped; letters of any script are not.
    """
    text = json.dumps(shown, ensure_ascii=False, indent=2)
    return _NOT_PLAIN.sub(lambda found: _escaped(found[0]), text) + "\n"


def json_line(shown: Mapping[str, object]) -> str:
    """Give a result as one line, where several follow each other."""
    text = json.dumps(shown, ensure_ascii=False)
    return _NOT_PLAIN.sub(lambda found: _escaped(found[0]), text) + "\n"


def _escaped(character: str) -> str:
    """Give a character as it stands in a JSON string; outside of strings only ASCII stands."""
    return character if character.isprintable() else json.dumps(character)[1:-1]


def write_json(shown: Mapping[str, object]) -> None:
    """Write a result as one JSON document on stdout, and see that it has left."""
    sys.stdout.write(json_text(shown))
    sys.stdout.flush()
