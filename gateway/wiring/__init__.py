"""The composition root: the one place that brings adapters and the graph together.

Everything here is constructed once, at the start of the process, from checked settings.
"""
