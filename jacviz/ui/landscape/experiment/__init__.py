"""The settings of the loss-surface panel: what is minimised, by what, from where, and how it is shown."""
