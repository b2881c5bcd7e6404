"""Holds on stock in the graph: made, kept longer, tied to an order, given back, and looked at."""
