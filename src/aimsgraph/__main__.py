"""``python -m aimsgraph``."""

from aimsgraph.faces.cli.main import main

if __name__ == "__main__":
    main()
