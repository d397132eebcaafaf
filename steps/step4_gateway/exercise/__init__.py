"""The exercise of step 4: on which node a room is, so that all fronts say the same."""
