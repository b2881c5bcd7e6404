"""Tests of gateway/intake/meaning."""
