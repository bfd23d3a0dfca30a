"""Desired, base and live → what differs, webhook by webhook and property by property."""
