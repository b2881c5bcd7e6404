"""Simulated systems: raw HTTP servers that speak as an ERP, two WMS, a TMS, a carrier and a token issuer do.

They run as a process of their own (`python -m simulators`) and share nothing with the gateway but the wire.
Layers inside, top down: server (the process) -> one package per system -> simulation (clock, faults,
counters, webhooks) -> world (the deterministic truth that every system sees its part of).
"""
