"""Tests of gateway/store/webhooks."""
