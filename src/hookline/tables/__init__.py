"""The property table: page → table → JSON schemas → what each property means."""
