"""Where the bank of a codebook stands."""

from __future__ import annotations

from pathlib import Path

FOLDER = "bank"


def bank_path(codebook: Path) -> Path:
    """Return where the bank of a codebook file stands, if it has one."""
    return codebook.parent / FOLDER / f"{codebook.stem}.csv"
