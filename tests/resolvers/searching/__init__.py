"""Tests of resolvers/searching."""
