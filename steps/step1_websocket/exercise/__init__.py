"""The exercise of step 1: what a late joiner must be sent first."""
