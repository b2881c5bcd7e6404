"""The systems: one folder for each kind that we can speak with, and the rooms that they share.

`<kind>_<name>/` holds a manifest (what the system offers, as data), settings (pydantic), wire (the
system's own records), mapping (pure: wire to domain), client (batch reads) and, where the system
pushes, webhook (pure: verify and parse). Names go in and out as the system has them; assembly
translates. `registry` lists the folders.

`transport` is the way to a system and back, `reading` what its values mean and notes of what cannot be
meant, `warehouse` what all warehouse systems tell of orders and shipments.
"""
