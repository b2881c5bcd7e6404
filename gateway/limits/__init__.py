"""What is counted together for a host: in this process, or in Redis for all replicas.

`ledger` and `ledger.lua` are the same rules twice; the contract suite compares them call by call.
"""
