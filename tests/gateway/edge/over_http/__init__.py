"""Tests of gateway/edge/over_http."""
