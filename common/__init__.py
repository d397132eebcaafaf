"""Wire formats and plumbing: what every step needs and no step teaches."""
