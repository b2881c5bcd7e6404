"""What partners have left of their quotas: counted by one store for all replicas, spent by leases in each.

`bucket` and `bucket.lua` are the same rules twice; the contract suite compares them ask by ask.
"""
