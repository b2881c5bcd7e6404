"""The graph: what a client may ask, as declarations over the domain's records.

The Strawberry types here are never instantiated. A resolver hands the domain's own record to the
executor, which reads its fields by name; a field that is derived or needs a port says so in its
declaration. `authorization` guards every field by one policy table; `batched` makes the resolvers of
fields that need a port.
"""
