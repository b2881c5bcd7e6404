"""`ordergraph partner`: who may ask, what they may see, and who changed it."""
