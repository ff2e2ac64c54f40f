"""What makes an experiment: data, models, optimisers and their parameters, starts, minibatches. No torch.

The window's process may import these modules; they are plain dataclasses and NumPy.
"""
