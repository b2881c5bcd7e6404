"""How far the log has had its effects on what replicas share, and how each feed of events was heard."""
