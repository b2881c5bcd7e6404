"""The one truth behind all simulated systems: orders, items, places and stock, computed from a seed.

Nothing is stored. Order number i is a pure function of (seed, i) and of the moment it is placed; what a
system knows at an instant are the facts of that plan that have occurred by then.
"""
