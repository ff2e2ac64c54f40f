"""From source text to callable, and from callable to y and J. Torch lives here; Qt never does."""
