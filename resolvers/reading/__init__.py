"""How fields read: the batches of an operation, and how fresh what they show is."""
