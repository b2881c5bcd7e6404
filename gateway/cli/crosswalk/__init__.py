"""`ordergraph links`: what systems call the things that are ours."""
