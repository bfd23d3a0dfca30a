"""YAML text → JSON-shaped documents that remember where everything stood."""
