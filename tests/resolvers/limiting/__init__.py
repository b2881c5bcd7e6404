"""Tests of resolvers/limiting."""
