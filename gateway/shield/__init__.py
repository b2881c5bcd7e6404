"""What stands between the graph and the instances. For now: watching each read, and passing it on.

The freshness cache, single flight and the layers below it find their place here; `direct` is the
bottom, a reader that holds nothing in memory.
"""
