"""The stages of the line: pure, and strangers to each other."""
