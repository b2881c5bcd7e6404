"""Tests of gateway/intake."""
