"""Section `identity` of the instance file: whose tokens are taken, and partners that are declared there."""
