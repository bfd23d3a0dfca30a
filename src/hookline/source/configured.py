"""What `definitions:` said in another commit's `hookline.yaml`."""

from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.model.settings import Settings
from hookline.source.globs import Globs, compile_globs
from hookline.source.problems import CONFIG


def globs_of(data: bytes) -> Globs | None:
    """Read the patterns of a configuration; None when it does not say which files it means."""
    # What only a history needs is not loaded for every command.
    from hookline.documents.reader import read_documents

    documents, _ = read_documents(SourceFile(CONFIG, data))
    value = documents[0].value if documents else None
    if not isinstance(value, dict):
        return None
    patterns = value.get("definitions", list(Settings().definitions))
    if not isinstance(patterns, list):
        return None
    try:
        return compile_globs([pattern for pattern in patterns if isinstance(pattern, str)])
    except NeedsMending:
        return None
