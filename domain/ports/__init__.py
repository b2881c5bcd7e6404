"""Ports: the shapes through which the rooms meet. Outward to systems, inward to our own state."""
