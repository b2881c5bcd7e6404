"""The server as a process, over HTTP, on simulated systems. Each file is one thing that it can do."""
