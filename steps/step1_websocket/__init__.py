"""Step 1: a video call whose media travels as chunks over WebSockets."""
