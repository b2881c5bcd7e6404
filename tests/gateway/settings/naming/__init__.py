"""Tests of gateway/settings/naming."""
