"""Webhooks out through the graph: endpoints, and what was delivered to them."""
