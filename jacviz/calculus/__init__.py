"""From source text to a callable, and from a callable to its Jacobian, VJPs and JVPs. Torch lives here."""
