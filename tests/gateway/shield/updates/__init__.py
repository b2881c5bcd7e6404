"""Tests of records that systems tell: gateway/shield, Shield.updated."""
