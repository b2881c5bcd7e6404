"""What a grant makes of the graph: kinds of values, what inputs compare with, the gate of each field."""
