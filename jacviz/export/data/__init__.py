"""Numbers to take home: what a panel shows as CSV, NPY, NPZ, JSON or LaTeX, which give every number again."""
