"""What the tests of the guides share: the pages, their sections, lists of keys and fences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
GUIDES = sorted(DOCS.glob("*.md"))

_FENCE = re.compile(r'^```(\w*)(?: title="([^"]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
_KEYS = re.compile(r"- ((?:`[^`]+`(?:, )?)+)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Fence:
    """A block of code in a guide: its language, the file it stands for, and its text."""

    language: str
    title: str
    text: str


def read_guide(name: str) -> str:
    """Return the text of a guide by its file name."""
    return (DOCS / name).read_text(encoding="utf-8")


def fences(text: str) -> list[Fence]:
    """Return the blocks of code in their order."""
    return [Fence(*groups) for groups in _FENCE.findall(text)]


def sections(text: str) -> dict[str, str]:
    """Return the text below each heading, up to the next heading."""
    prose = _FENCE.sub("", text)
    parts = re.split(r"^#+ (.+)$", prose, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def listed_keys(section: str) -> Mapping[str, str]:
    """Return what the section's list says of each key: `- `key`, `other` (type): meaning`."""
    return dict(_listed(section))


def _listed(section: str) -> Iterator[tuple[str, str]]:
    for item in re.findall(r"^- .*(?:\n  .*)*", section, re.MULTILINE):
        found = _KEYS.fullmatch(item)
        if not found:
            continue
        for key in re.findall(r"`([^`]+)`", found[1]):
            yield key, " ".join(found[2].split())
