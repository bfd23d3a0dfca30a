"""Where in a file something stands."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file, as a person counts: line and column from 1, columns in code points."""

    path: str
    """The file, relative to the root of the definitions, with forward slashes."""
    line: int = 1
    """The line, from 1."""
    column: int = 1
    """The column, from 1, in code points."""
    width: int = field(default=1, compare=False)
    """How many code points of the line the thing covers, for the caret."""
    excerpt: str = field(default="", compare=False)
    """The source line as it stands, without its line end; not yet cleaned for a terminal."""

    def __str__(self) -> str:
        """Give `path:line:col`, the form that editors and terminals turn into a link."""
        return f"{self.path}:{self.line}:{self.column}"
