"""One step looked at closely: terms, truth, critical points, and its Jacobian."""
