"""Tests of gateway/webhooks."""
