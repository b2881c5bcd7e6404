"""Tests of gateway/settings/brokers."""
