"""The crosswalk: what is declared, what is kept, and both together."""
