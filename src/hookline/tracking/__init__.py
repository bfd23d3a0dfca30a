"""What was applied, by which run, and what moved since; definitions are not read for it."""
