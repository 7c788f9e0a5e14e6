"""`python -m pipeline` is the command turven."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
