"""Tests of gateway/erasure."""
