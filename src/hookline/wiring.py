"""Chooses and builds the edges for a target: the one place that knows them all."""
