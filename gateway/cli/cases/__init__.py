"""`ordergraph exceptions`: work on exception cases."""
