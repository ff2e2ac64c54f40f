"""Curves against the step, and data with what the models make of them."""
