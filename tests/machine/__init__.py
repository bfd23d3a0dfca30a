"""What the model-based test is made of: a team at work, a process that is killed, an oracle."""
