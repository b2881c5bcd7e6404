"""A simulated TMS: loads, stops and legs, X12 214 status codes, local times with a time code."""
