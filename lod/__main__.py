"""``python -m lod``: the command without its script."""

from lod.cli import main

if __name__ == "__main__":
    main()
