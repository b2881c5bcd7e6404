"""Sync: each instance's changed-since poll, and what reads learn, become rows of the order index."""
