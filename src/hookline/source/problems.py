"""What can be wrong with a file before anyone looks inside it."""

from collections.abc import Sized

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import NeedsMending
from hookline.model.location import Location
from hookline.source.limits import Limits

CONFIG = "hookline.yaml"
"""The name of the configuration; its folder is the root of the definitions."""


def symlink(path: str) -> Diagnostic:
    """Refuse a symlink where a definition, or a folder with definitions, should be."""
    return _refuse(
        Code.FIL_SYMLINK,
        path,
        f"{path} is a symlink, which is not followed",
        "put the file itself here: its content has to be what git shows",
    )


def submodule(path: str) -> Diagnostic:
    """Refuse another repository where definitions should be."""
    return _refuse(
        Code.FIL_SUBMODULE,
        path,
        f"{path} is a repository of its own (a submodule), which is not read",
        f"keep these definitions in this repository, or leave {path} out of `definitions:`",
    )


def too_large(path: str, size: int | None, limits: Limits) -> Diagnostic:
    """Refuse a file above the limit; `size` in bytes where it is known."""
    shown = f"{path} has {size:,} bytes" if size is not None else f"{path} is too large"
    return _refuse(
        Code.FIL_SIZE,
        path,
        f"{shown}; at most {limits.file_bytes:,} are read",
        "split it, or leave it out of `definitions:`",
    )


def unreadable(path: str, reason: str) -> Diagnostic:
    """Tell that a file or folder cannot be read."""
    return _refuse(
        Code.CFG_PATH,
        path,
        f"{path} cannot be read: {reason}",
        "mend its permissions, or leave it out of `definitions:`",
    )


def bad_name(path: str) -> Diagnostic | None:
    """Refuse a path that terminals, shells and other systems misread; None for a good one."""
    try:
        path.encode()
    except UnicodeEncodeError:
        what = "holds bytes that are not UTF-8"
    else:
        if not path.isprintable():
            what = "holds a control character"
        elif any(part.startswith("-") for part in path.split("/")):
            what = "begins with a dash, so programs take it for an option"
        else:
            return None
    shown = escaped(path)
    return _refuse(Code.FIL_NAME, shown, f"the name {shown} {what}", "rename the file")


def escaped(path: str) -> str:
    """Give a path as it can be printed anywhere, with escapes for all that cannot."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def check_count(paths: Sized, limits: Limits) -> None:
    """Raise `NeedsMending` (`FIL-COUNT`) when there are more files than are read."""
    if len(paths) > limits.files:
        raise NeedsMending.because(
            Code.FIL_COUNT,
            f"`definitions:` matches {len(paths):,} files; at most {limits.files:,} are read",
            hint="narrow `definitions:` in hookline.yaml",
        )


def _refuse(code: Code, path: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, Location(path), hint)
