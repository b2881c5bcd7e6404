"""`ordergraph demo`: simulators and gateway as processes of their own, and a showing of what they do."""
