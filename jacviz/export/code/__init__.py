"""What is on the screen as a short script that computes it: PyTorch, and for maths also JAX and NumPy.

Scripts are text made from the maths parser's trees; nothing is run here.
"""
