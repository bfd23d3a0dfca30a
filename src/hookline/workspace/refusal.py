"""What the workspace refuses: raised anywhere in this room, answered as a status and JSON."""


class Refusal(Exception):
    """A request is not carried out; nothing of it was written."""

    def __init__(
        self, status: int, words: str, field: str | None = None, record_id: str | None = None
    ) -> None:
        super().__init__(words)
        self.status = status
        """The HTTP status of the answer."""
        self.words = words
        """What is wrong, as one sentence for a person."""
        self.field = field
        """The property it is about, if it is about one."""
        self.record_id = record_id
        """The record that is in the way, if one is."""


def missing(record_type: str, what: str) -> Refusal:
    """Make the refusal for a record that is not there; `what` is its id or name."""
    return Refusal(404, f"there is no {record_type} {what!r}")


def invalid(field: str, words: str) -> Refusal:
    """Make the refusal for a value that a property does not take."""
    return Refusal(422, f"{field}: {words}", field)
