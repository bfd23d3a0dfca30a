"""GitOps for the webhooks of a Cloudomation Engine workspace."""

__version__ = "0.1.0"
