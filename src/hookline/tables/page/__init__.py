"""Reading a reference page of Engine: text, Markdown or HTML → the rows of its property table."""

from hookline.tables.page.read import read_page
from hookline.tables.page.rows import Page

__all__ = ["Page", "read_page"]
