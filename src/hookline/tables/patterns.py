r"""Regular expressions that Python, Rust and JavaScript read alike.

So: explicit character classes in place of `\w \d \s`, no flags, no `\A` and `\Z`, and
`$(?!\n)` for the end, because `$` alone also matches before a last line end in Python.
"""

END = r"$(?!\n)"
"""The end of the text, for every validator."""

_BLANKS = r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}" + END
"""A UUID as the workspace writes it: lower case, with hyphens."""

REFERENCE = r"^\$\{env:[A-Za-z_][A-Za-z0-9_]*\}" + END
"""`${env:NAME}`, what stands in a file instead of a secret."""

NO_BLANK_BEFORE = f"^[^{_BLANKS}]"
"""A first character that is not blank; the blanks are those that Python's `str.strip` knows."""

NO_BLANK_AFTER = f"[^{_BLANKS}]{END}"
"""A last character that is not blank."""
