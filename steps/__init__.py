"""The talk's steps: the same video call, built four times, each time with one more idea."""
