"""Tests of gateway/cli/webhooks."""
