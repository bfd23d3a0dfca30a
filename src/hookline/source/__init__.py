"""Where definitions come from: a commit, read from git's own store, or the working tree."""
