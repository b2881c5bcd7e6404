"""The freshness cache: decoded records in memory, encoded ones behind it, last known values in the store.

`reader` is what stands around each port of an instance; the rest are its parts.
"""
