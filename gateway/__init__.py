"""The process: settings, telemetry, state, assembly, edge and the one composition root."""
