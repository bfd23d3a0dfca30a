"""Definition files and their history, from a commit or from the working tree."""
