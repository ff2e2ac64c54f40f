"""Plots in the house style: scales, ticks, frames, curves, painted with QPainter for screen and export."""
