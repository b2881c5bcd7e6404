"""`ordergraph positions`: stock positions of our own, loaded from a file and held against one."""
