"""Tests of resolvers/administration."""
