"""Tests of resolvers/webhooks."""
