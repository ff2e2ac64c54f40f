"""What the user takes home: text forms of matrices and vectors, built from Document and Results."""
