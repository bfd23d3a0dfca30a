"""Where a new definition file goes, by the globs of `definitions:`."""

import posixpath
import re
from collections.abc import Sequence
from pathlib import Path

from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.source.globs import compile_globs

DEFINITION_SCHEMA = "schemas/engine-{engine}/webhook.definition.draft-07.schema.json"
"""Where a repository keeps the schema of its definitions, from the folder of `hookline.yaml`."""

_WILD = frozenset("*?[")
_MODELINE = re.compile(rb"(?:\xef\xbb\xbf)?# yaml-language-server: \$schema=([!-~]+)")
_ADDRESS = re.compile(r"[a-z]+:|/")


def stem_for(patterns: Sequence[str]) -> str:
    """Give the path of a new file with a star for its name, below the first folder that fits.

    `webhooks/**/*.yaml` gives `webhooks/*.yaml`. Raises `NeedsMending` (`CFG-VALUE`) when no
    pattern leaves the name of a file open, or when one does not say in which folder.
    """
    for pattern in patterns:
        *folders, name = pattern.removeprefix("./").split("/")
        folders = [folder for folder in folders if folder != "**"]
        is_open = all(_WILD.isdisjoint(folder) for folder in folders)
        if is_open and name.count("*") == 1 and _WILD.isdisjoint(name.replace("*", "")):
            stem = "/".join([*folders, name])
            if compile_globs(patterns).matches(stem.replace("*", "name")):
                return stem
    raise NeedsMending.because(
        Code.CFG_VALUE,
        f"no new file has a place under `definitions:` ({', '.join(patterns)})",
        hint="add a pattern such as webhooks/**/*.yaml",
    )


def schema_for(files: Sequence[SourceFile], root: Path, engine: int) -> str | None:
    """Give the schema that new files name for editors, from `root` or as an address.

    It is the one that the first definition names, else the one that lies in the repository where
    `init` puts it; None where there is neither.
    """
    for file in files:
        found = _MODELINE.match(file.data)
        if found:
            named = found[1].decode("utf-8", "replace")
            if _ADDRESS.match(named):
                return named
            return posixpath.normpath(posixpath.join(posixpath.dirname(file.path), named))
    path = DEFINITION_SCHEMA.format(engine=engine)
    return path if (root / path).is_file() else None
