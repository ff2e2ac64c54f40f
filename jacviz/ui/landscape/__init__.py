"""The loss-surface panel: the surface, trajectories on it, and all that tells what a step does."""
