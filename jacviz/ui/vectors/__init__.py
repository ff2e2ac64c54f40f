"""The vectors u, v and x under the user's hands: sliders, painted strips, a bar of what to do with one."""
