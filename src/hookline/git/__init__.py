"""The one room that starts git."""
