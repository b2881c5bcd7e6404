"""Searching in the graph: orders by what is known of them, and whatever a text names."""
