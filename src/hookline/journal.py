"""Intents before each write and outcomes after it, through a port."""
