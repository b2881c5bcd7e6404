"""`ordergraph partner preview`: the graph as one partner has it."""
