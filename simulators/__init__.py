"""Simulated systems: raw HTTP servers that speak as an ERP, two WMS, a TMS, a carrier and a token issuer do.

They run as a process of their own (`python -m simulators`) and share nothing with the gateway but the wire.
Layers inside, top down: server (the process) -> control (what tests may ask and do) -> one package per system
-> simulation (all that they share) and webhooks -> world (the deterministic truth that every system sees its
part of) -> orders (an order's plan) -> reference (what stands before any order). serving is what each server
does around its own answers.
"""
