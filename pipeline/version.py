"""The version of turven."""

__version__ = "0.1.0"
