"""`ordergraph demo --chaos`: an ERP that is slowed, throttled, killed and revived, under constant load."""
