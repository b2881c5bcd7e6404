"""Subscriptions by the executor: what their groups and transports ask of the graph."""
