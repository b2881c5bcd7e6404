"""What stands between the graph and the instances: the freshness cache, over one flight for all who ask.

`stack` makes it of the rooms: `freshness` remembers, `single_flight` asks once, `sharing` is what replicas
have in common. `watched` and the guards stand below, at the calls themselves.
"""
