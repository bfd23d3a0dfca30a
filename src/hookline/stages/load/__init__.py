"""Definition files → documents, with every problem of every file."""
