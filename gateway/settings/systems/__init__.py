"""The configured systems: each instance, how it is reached, and how it is polled."""
