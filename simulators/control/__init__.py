"""The control interface, `/_sim/...`: what tests and demonstrations ask of the simulation itself."""
