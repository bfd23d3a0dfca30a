"""Documents → definitions, with every problem of every document."""
