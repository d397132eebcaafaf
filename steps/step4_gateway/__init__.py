"""Step 4, the gateway: one public door, and the SFU nodes behind it on private addresses."""
