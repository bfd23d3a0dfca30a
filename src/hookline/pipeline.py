"""The line: git → load → validate → resolve → diff → plan → apply → journal, as calls."""
