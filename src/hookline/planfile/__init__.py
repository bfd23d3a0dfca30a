"""The file of a saved plan: its bytes, and how they are kept and read."""
