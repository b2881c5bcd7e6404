"""Execution by a plan: what an operation asks of each field, found out once, and the short way to it."""
