"""Tests of domain/webhooks."""
