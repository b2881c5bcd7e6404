"""Subscriptions while they are open: groups that are resolved and encoded once, and those who follow them."""
