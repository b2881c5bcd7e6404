"""Section `brokers` of the instance file: message brokers, what comes from them and what goes to them."""
