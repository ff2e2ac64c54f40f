"""The playhead, the timeline that shows it, and the learning rate."""
