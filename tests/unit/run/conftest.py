"""A study that names a language model, served by a fake on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from llm_server import FakeModel, serving

WORDS = {"regent": "t2", "nat": "t2", "wind": "t3", "ver": "t4", "kilometer": "t4", "van hem": "t5"}
"""Words of the survey's answers about `nadelen`, with the ids of their codes."""

AskedStudy = Callable[..., Path]


@pytest.fixture
def model() -> FakeModel:
    """A model that knows the answers about `nadelen`."""
    return FakeModel(words=WORDS)


@pytest.fixture
def server(model: FakeModel) -> Iterator[str]:
    """The address of the model's server."""
    with serving(model) as address:
        yield address


@pytest.fixture
def asked_study(survey: Path, server: str) -> AskedStudy:
    """Writes the survey with a language model: `asked_study(parallel=2)` returns its folder."""

    def make(**settings: object) -> Path:
        llm = {"server": server, "model": "proef-7b", "timeout": 5, "questions": ["nadelen"]}
        file = survey / "study.yaml"
        text = file.read_text(encoding="utf-8").partition("llm:")[0]
        lines = [f"  {name}: {_yaml(value)}" for name, value in (llm | settings).items()]
        file.write_text(text + "\n".join(["llm:", *lines, ""]), encoding="utf-8")
        return survey

    return make


def _yaml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
