"""The exercise of step 2: numbers and times that go on over a pause."""
