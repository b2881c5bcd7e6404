"""Holds and their ceilings in our database. docs/reservations.md says why they are kept so."""
