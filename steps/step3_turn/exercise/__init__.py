"""The exercise of step 3: to whom a TURN server inside a network may relay."""
