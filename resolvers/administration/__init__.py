"""Administering partners through the graph: who they are, what they may, who changed it."""
