"""Views: diagnostics, plans and runs as text and JSON, all from the same values."""
