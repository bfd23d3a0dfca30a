"""The embedded workspace: the Engine's documented REST interface over SQLite."""
