"""Pull: webhooks as they are found, and definitions → the files that say what is found."""

from collections.abc import Mapping, Sequence

from hookline.documents.edit import set_values
from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.document import SourceFile
from hookline.model.edits import (
    DefinitionEdit,
    Edits,
    FileEdit,
    Found,
    LeftAlone,
    Part,
    PropertyEdit,
    Pulling,
)
from hookline.model.globs import matches
from hookline.model.property import PropertyTable
from hookline.stages.pull.creating import CannotDefine, write_new
from hookline.stages.pull.matching import Match, match
from hookline.stages.pull.naming import path_for
from hookline.stages.pull.sharing import Change, keep_apart
from hookline.stages.pull.updating import compare

NAMED = 3
"""How many webhooks are named before the rest is only mentioned."""

_UNWRITABLE = "its value cannot be put into the file as it is written: change it there by hand"


def pull(
    definitions: Sequence[Definition],
    found: Sequence[Found],
    files: Sequence[SourceFile],
    pulling: Pulling,
    table: PropertyTable,
    refused: Mapping[Part, str] | None = None,
) -> Edits:
    """Give the edits that make definitions say what is found, and new files for the rest.

    `files` hold the definitions. `refused` names what a definition cannot hold, and why: it is
    left alone.
    """
    puller = _Puller(files, pulling, table, refused or {})
    matched, strangers = match(definitions, found, pulling, table)
    for each in matched:
        if puller.is_wanted(each.definition.name, each.found):
            puller.bring_up_to_date(each)
    puller.edit_files()
    if not pulling.drift_only:
        for stranger in strangers:
            if puller.is_wanted(stranger.name, stranger) and puller.is_at_home(stranger):
                puller.create(stranger)
    return puller.edits()


class _Puller:
    def __init__(
        self,
        files: Sequence[SourceFile],
        pulling: Pulling,
        table: PropertyTable,
        refused: Mapping[Part, str],
    ) -> None:
        self._files = {file.path: file for file in files}
        self._pulling = pulling
        self._table = table
        self._refused = refused
        self._taken = {path.lower() for path in self._files}
        self._changes: dict[str, list[tuple[Definition, Change]]] = {}
        self._file_edits: list[FileEdit] = []
        self._made: list[DefinitionEdit] = []
        self._left_alone: list[LeftAlone] = []
        self._with_key: list[str] = []
        self._unchanged = 0

    def is_wanted(self, name: str, found: Found | None) -> bool:
        """Say whether a webhook was asked for, under the one name or the other."""
        globs = self._pulling.names
        other = found.name if found else name
        return not globs or matches(name, globs) or matches(other, globs)

    def is_at_home(self, found: Found) -> bool:
        """Say whether a webhook lies in the target's own project, is named, or need not lie there.

        The rest of the workspace is somebody else's.
        """
        project = self._pulling.target.project
        if project is None or self._pulling.from_export or found.name in self._pulling.names:
            return True
        parts = (known for known in self._table if known.location)
        return any(
            found.values.get(known.name) == project
            for known in parts
            if known.record_type == "project"
        )

    def bring_up_to_date(self, each: Match) -> None:
        """Note what has to change in a definition, or why nothing may."""
        definition = each.definition
        if each.found is None:
            if self._pulling.names or not self._pulling.from_export:
                where = "the export" if self._pulling.from_export else self._pulling.target.name
                self._leave(definition.name, f"{where} has no such webhook")
            return
        if reason := each.reason or self._refused.get(Part(definition.name)):
            self._leave(definition.name, reason)
            return
        is_changed = False
        for difference in compare(definition, each.found, self._pulling, self._table):
            if isinstance(difference, LeftAlone):
                self._left_alone.append(difference)
            elif not (each.keeps_name and self._table[difference.edit.name].is_identity):
                is_changed = True
                self._note(definition, difference)
        self._unchanged += not is_changed

    def _note(self, definition: Definition, change: Change) -> None:
        why = self._refused.get(Part(definition.name, change.edit.name))
        if why is not None:
            self._leave(definition.name, why, change.edit.name)
            return
        text = self._files[definition.path].data.decode()
        change = keep_apart(change, definition, self._pulling, self._table).placed(text)
        self._changes.setdefault(definition.path, []).append((definition, change))

    def edit_files(self) -> None:
        """Put all changes into the texts of their files."""
        for path, changes in self._changes.items():
            before = self._files[path].data.decode()
            possible = changes
            after = self._edit(before, changes)
            if after is None:
                possible = [each for each in changes if self._can_be_made(before, *each)]
                after = self._edit(before, possible)
            if after is not None and possible:
                self._file_edits.append(FileEdit(path, before, after))
                self._tell(possible)

    def _edit(self, text: str, changes: Sequence[tuple[Definition, Change]]) -> str | None:
        return set_values(text, [change.setting for _, change in changes])

    def _can_be_made(self, text: str, definition: Definition, change: Change) -> bool:
        if set_values(text, [change.setting]) is not None:
            return True
        self._leave(definition.name, _UNWRITABLE, change.edit.name)
        return False

    def _tell(self, changes: Sequence[tuple[Definition, Change]]) -> None:
        by_definition: dict[int, tuple[Definition, list[PropertyEdit]]] = {}
        for definition, change in changes:
            index = definition.document.index
            by_definition.setdefault(index, (definition, []))[1].append(change.edit)
        for index, (definition, edits) in by_definition.items():
            renamed = [str(e.after) for e in edits if self._table[e.name].is_identity]
            name = renamed[0] if renamed else definition.name
            line = definition.location.line
            self._made.append(
                DefinitionEdit(
                    name,
                    definition.path,
                    index,
                    line,
                    is_new=False,
                    properties=tuple(edits),
                    before=definition.name,
                )
            )

    def create(self, found: Found) -> None:
        """Write a new file for a webhook that nobody defines, or note why there is none."""
        reason = self._why_not(found)
        refused = frozenset(part for part in self._refused if part.webhook == found.name)
        path = path_for(found.name, self._pulling.stem, self._taken)
        if reason is None:
            try:
                text = write_new(found, path, self._pulling, self._table, refused)
            except CannotDefine as error:
                reason = error.reason
        if reason is not None:
            self._leave(found.name, reason)
            return
        for part in sorted(refused):
            self._leave(found.name, self._refused[part], part.property)
        self._taken.add(path.lower())
        self._file_edits.append(FileEdit(path, None, text))
        line = 1 + text[: text.index("webhook:")].count("\n")
        self._made.append(DefinitionEdit(found.name, path, 0, line, is_new=True))
        if found.has_key:
            self._with_key.append(found.name)

    def _why_not(self, found: Found) -> str | None:
        """Say why a webhook gets no file; None when it may get one."""
        refused = self._refused.get(Part(found.name))
        if refused is not None or found.name in self._pulling.names:
            return refused
        if found.id in self._pulling.applied:
            return "its definition was removed, and that is not applied yet: name it to get it back"
        return None

    def _leave(self, name: str, reason: str, known: str | None = None) -> None:
        self._left_alone.append(LeftAlone(name, reason, known))

    def edits(self) -> Edits:
        """Give all that was noted, in order."""
        return Edits(
            tuple(sorted(self._file_edits, key=lambda each: each.path)),
            tuple(sorted(self._made, key=lambda each: (each.path, each.document))),
            tuple(sorted(self._left_alone, key=lambda each: (each.name, each.property or ""))),
            self._unchanged,
            (_key_note(self._with_key),) if self._with_key else (),
        )


def _key_note(names: Sequence[str]) -> Diagnostic:
    what = "webhook that is new here has" if len(names) == 1 else "webhooks that are new here have"
    shown = ", ".join(names[:NAMED]) + (" and others" if len(names) > NAMED else "")
    return Diagnostic(
        Severity.NOTE,
        Code.PUL_KEY,
        f"{len(names):,} {what} a key, which cannot be read and is not managed: {shown}",
        hint="each file shows the lines that manage it",
    )
