"""The probes that measure the project, and the tables they print. Never a test: no time fails."""
