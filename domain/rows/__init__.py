"""Whose records are, and what of a shared one is whose: what row scopes are held against."""
