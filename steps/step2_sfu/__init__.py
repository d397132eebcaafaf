"""Step 2: a Selective Forwarding Unit, which forwards RTP packets and opens none (RFC 7667)."""
