"""Tests of resolvers/granting."""
