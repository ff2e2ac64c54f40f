"""The vectors under the user's hands: sliders, number boxes and the painted strip for x, u and v."""
