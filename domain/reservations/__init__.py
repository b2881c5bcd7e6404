"""Holds on sellable units: their states, what is asked for, how it is split, and what ends them."""
