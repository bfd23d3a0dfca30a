"""What must be true, as a dictionary: what git says, and what nobody but hands may touch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hookline.model.values import JSON

Live = Mapping[str, Mapping[str, JSON]]
"""Id → all values of a webhook, as the workspace answers them."""


@dataclass(frozen=True)
class Definition:
    """What git says of one webhook; None stands for what it says nothing of."""

    path: str
    flow: str
    description: str | None = None
    is_enabled: bool | None = None
    renamed_from: str | None = None

    def text(self, name: str) -> str:
        """Write it as a user would."""
        lines = ["webhook:", f"  name: {name}", f"  flow_name: {self.flow}"]
        if self.description is not None:
            lines += [f"  description: {self.description}"]
        if self.is_enabled is not None:
            lines += ["access:", f"  is_enabled: {str(self.is_enabled).lower()}"]
        if self.renamed_from is not None:
            lines += [f"renamed_from: {self.renamed_from}"]
        return "".join(f"{line}\n" for line in lines)


Definitions = Mapping[str, Definition]
"""Name → definition, of one commit."""


def texts(definitions: Definitions) -> dict[str, str]:
    """Give the files of these definitions: path → text."""
    files: dict[str, list[str]] = {}
    for name in sorted(definitions):
        files.setdefault(definitions[name].path, []).append(definitions[name].text(name))
    return {path: "---\n".join(documents) for path, documents in files.items()}


@dataclass
class Oracle:
    """What git says and what hands did, without any memory of plans and runs."""

    flows: dict[str, str]
    """Flow → its id."""
    definitions: dict[str, Definition] = field(default_factory=dict)
    """What is written down now, committed or not."""
    commits: list[tuple[str, Definitions]] = field(default_factory=list)
    """Each commit of the branch and what it holds, the newest last."""
    theirs: dict[str, Mapping[str, JSON]] = field(default_factory=dict)
    """Id → values of the webhooks that nobody manages, as hands left them."""

    @property
    def committed(self) -> Definitions:
        """What git says at the head."""
        return self.commits[-1][1] if self.commits else {}

    def takes_over(self, live: Live, *, adopts: bool) -> frozenset[str]:
        """Give the ids of those that an apply of the head may begin to manage.

        Without `adopts` only those that are as they are defined, which nothing is written to. A
        declared rename takes one over where nobody has the new name.
        """
        taken = {values["name"] for values in live.values()}
        names = {
            each.renamed_from
            for name, each in self.committed.items()
            if adopts and name not in taken
        } - {*self.committed}
        return frozenset(
            found
            for found, values in self.theirs.items()
            if (name := str(values["name"])) in names
            or (name in self.committed and (adopts or not self._differs(name, values)))
        )

    def drop_renames(self) -> None:
        """Take back what the definitions declare of renames."""
        self.definitions = {
            name: replace(each, renamed_from=None) for name, each in self.definitions.items()
        }

    def forget(self, ids: Iterable[str]) -> None:
        """Look no longer after webhooks that may be managed from now on."""
        for each in ids:
            self.theirs.pop(each, None)

    def touched(self, live: Live) -> dict[str, tuple[object, object]]:
        """Give the unmanaged webhooks that are not as hands left them: what was, and what is."""
        return {
            found: (values, live.get(found))
            for found, values in self.theirs.items()
            if live.get(found) != values
        }

    def missing(self, live: Live) -> dict[str, object]:
        """Give what the workspace does not hold as git says: name → what it holds instead."""
        by_name = {str(values["name"]): values for values in live.values()}
        return {
            name: by_name.get(name)
            for name in self.committed
            if name not in by_name or self._differs(name, by_name[name])
        }

    def _differs(self, name: str, values: Mapping[str, JSON]) -> bool:
        wanted = self.committed[name]
        described = (wanted.description or None) == (values["description"] or None)
        return not (
            values["flow_id"] == self.flows[wanted.flow]
            and (wanted.description is None or described)
            and wanted.is_enabled in (None, values["is_enabled"])
        )
