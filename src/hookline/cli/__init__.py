"""The doors: one file a command, each of which parses, wires, runs and shows."""
