"""Definitions and the names of a workspace → what is desired there, with every name as an id."""
