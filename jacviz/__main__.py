"""`python -m jacviz`."""

import sys

from jacviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
