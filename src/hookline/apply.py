"""A plan and a workspace that can be written → what became of each change."""
