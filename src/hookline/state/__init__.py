"""The applied state of a target, kept as commits under a git ref."""
