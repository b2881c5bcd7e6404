"""Tests of gateway/store/log."""
