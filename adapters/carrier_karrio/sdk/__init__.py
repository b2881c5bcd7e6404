"""The SDK and its threads: nothing else here imports it, and it reaches the network through us alone."""
