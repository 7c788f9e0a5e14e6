"""`turven review`: the page from the terminal."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

Turven = Callable[..., Any]
ROOT = Path(__file__).parents[3]


@contextmanager
def serving(*words: object) -> Iterator[tuple[list[str], subprocess.Popen[str]]]:
    """Yield what the command said until it serves, and its process.

    At the end the process is interrupted as by Ctrl+C.
    """
    line = [
        sys.executable,
        "-m",
        "pipeline",
        "review",
        *map(str, words),
        "--no-browser",
        "--port",
        "0",
    ]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=settings, cwd=ROOT
    ) as process:
        assert process.stdout
        said = []
        for text in process.stdout:
            said.append(text.rstrip())
            last = "/sign-in/" if "--host" in words or "--behind" in words else "The review page"
            if last in text:
                break
        try:
            yield said, process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def test_the_page_is_served_on_loopback(survey: Path) -> None:
    """The command says where the page is; there it answers, without the server's name."""
    with serving(survey) as (said, process):
        url = re.findall(r"http://127\.0\.0\.1:\d+/", said[-1])[0]
        with urllib.request.urlopen(f"{url}sign-in", timeout=20) as answer:
            assert "Wie ben je?" in answer.read().decode()
            assert "server" not in {name.lower() for name, _ in answer.getheaders()}
        assert "sign-in" not in " ".join(said)
    assert process.stdout is not None


@pytest.mark.slow
def test_others_get_links_and_a_warning(survey: Path) -> None:
    """With --host each reviewer gets a link, and is told that there is no TLS and what to read."""
    with serving(
        survey, "--host", "localhost", "--behind", "http://werkplek.example", "--reviewer", "Zoë"
    ) as (said, _):
        text = "\n".join(said)
        assert "No TLS" in text
        assert "docs/review.md" in text
        assert re.search(r"Zoë +http://werkplek\.example/sign-in/[\w-]{43}$", text)


@pytest.mark.slow
def test_behind_tls_there_is_no_warning(survey: Path) -> None:
    """A public address with https needs no warning."""
    with serving(survey, "--behind", "https://review.example.nl/", "--reviewer", "Zoë") as (
        said,
        _,
    ):
        text = "\n".join(said)
        assert "No TLS" not in text
        assert "https://review.example.nl/sign-in/" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "no name that a browser can ask for"),
        (["--behind", "review.example.nl"], "without a path"),
        (["--behind", "https://review.example.nl/pad"], "without a path"),
        (
            ["--behind", "https://review.example.nl"],
            "name who may, each with  --reviewer NAME".replace("  ", " "),
        ),
        (["--host", "no such host"], "can't listen on"),
        (["--reviewer", " "], "a name of at most 60 letters"),
    ],
)
def test_addresses_that_can_not_be(
    turven: Turven, survey: Path, words: list[str], said: str
) -> None:
    """An address that can't be is told in one line, before anything is read."""
    ended = turven("review", survey, "--no-browser", "--port", "0", *words)
    assert ended.code == 2
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1
    assert not (survey / "decisions.sqlite").exists()


def test_a_port_that_is_taken(turven: Turven, survey: Path) -> None:
    """A port that another program has is told, with what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = turven("review", survey, "--no-browser", "--port", taken.getsockname()[1])
    assert ended.code == 2
    assert "choose another --port" in ended.err
