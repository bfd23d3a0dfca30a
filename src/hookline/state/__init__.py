"""The applied state of a target, kept in git, and the journal of a run that is not done yet."""
