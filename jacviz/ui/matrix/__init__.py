"""The Jacobian panel: the matrix product u^T J v, drawn in one geometry."""
