"""Tests of gateway/settings/reading."""
