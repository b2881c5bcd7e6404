"""Tests of gateway/brokers."""
