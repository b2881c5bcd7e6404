"""How a file of settings is read: its YAML, its sections, and what is said where something is wrong."""
