"""Step 3: a TURN server, for people whom UDP does not reach (RFC 8656)."""
