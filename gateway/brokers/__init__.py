"""The company's message brokers: what comes from them into the inbox, and the log published to them."""
