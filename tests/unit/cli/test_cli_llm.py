"""`turven llm`: what it shows, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from llm_server import FakeModel, closed_port, serving

from pipeline.cli.llm import duration
from pipeline.coding.llm import StoredReply
from pipeline.run.llm import client
from pipeline.run.llm.store import ReplyStore

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once."""
    monkeypatch.setattr(client, "FIRST_WAIT", 0.0)


@pytest.fixture
def model() -> FakeModel:
    """A model that knows a word."""
    return FakeModel(words={"wind": "t3"})


@pytest.fixture
def server(model: FakeModel) -> Iterator[str]:
    """The address of the model's server."""
    with serving(model) as address:
        yield address


@pytest.fixture
def folder(survey: Path, server: str) -> Path:
    """The survey with a language model for one question."""
    return with_model(survey, server)


def with_model(survey: Path, server: str) -> Path:
    """Write the study with the address of a server."""
    file = survey / "study.yaml"
    text = file.read_text("utf-8").partition("llm:")[0]
    llm = f'llm: {{server: "{server}", model: proef-7b, questions: [nadelen], timeout: 5}}\n'
    file.write_text(text + llm, encoding="utf-8")
    return survey


def test_asking_all_ends_well(turven: Callable, folder: Path) -> None:
    """With a reply to every text the command ends with 0 and says how many there are."""
    ended = turven("llm", "ask", folder)

    assert ended.code == 0
    assert "nadelen: 7 of 7 texts replied to" in ended.out


def test_dead_server_needs_attention(turven: Callable, folder: Path, model: FakeModel) -> None:
    """What was replied is kept; one line says what is left and how to go on, with exit code 1."""
    model.dies_after = 6

    ended = turven("llm", "ask", folder)

    assert ended.code == 1
    assert "nadelen: 2 of 7 texts replied to" in ended.out
    assert f"5 texts are left; to go on:  turven llm ask {folder}" in ended.out
    assert "Traceback" not in ended.err


def test_server_cannot_control_the_terminal(
    turven: Callable, folder: Path, model: FakeModel
) -> None:
    """A name with an escape sequence in it is shown without."""
    model.faults = {"zomaar": "other-model"}

    ended = turven("llm", "ask", folder)

    assert ended.code == 1
    assert "The server now calls its model 'another" in ended.out
    assert "\x1b" not in ended.out + ended.err


def test_closed_port_needs_attention(turven: Callable, survey: Path) -> None:
    """Where nobody listens everything is left, with exit code 1."""
    ended = turven("llm", "ask", with_model(survey, f"http://127.0.0.1:{closed_port()}/v1"))

    assert ended.code == 1
    assert "No server answers at http://127.0.0.1:" in ended.out
    assert "7 texts are left" in ended.out


@pytest.mark.parametrize(
    ("server", "says"),
    [
        pytest.param("http://192.0.2.1/v1", "is not this machine", id="elsewhere"),
        pytest.param("localhost", "is no address of a server", id="no-address"),
    ],
)
def test_refused_server_is_one_line(turven: Callable, survey: Path, server: str, says: str) -> None:
    """A server that may not be asked is one line with exit code 2."""
    ended = turven("llm", "ask", with_model(survey, server))

    assert ended.code == 2
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


def test_stopping_keeps_what_was_replied(
    turven: Callable, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C is no loss: the command says what is left and how to go on."""
    add = ReplyStore.add
    kept: list[StoredReply] = []

    def add_five(store: ReplyStore, reply: StoredReply) -> None:
        if len(kept) == 5:
            raise KeyboardInterrupt
        kept.append(reply)
        add(store, reply)

    monkeypatch.setattr(ReplyStore, "add", add_five)

    ended = turven("llm", "ask", folder)

    assert ended.code == 1
    assert "nadelen: 2 of 7 texts replied to" in ended.out
    assert "You stopped it. 5 texts are left" in ended.out


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends the signal of Ctrl-C")
def test_ctrl_c_ends_the_command(folder: Path, model: FakeModel) -> None:
    """The command itself, stopped by the signal: no traceback, and what was replied is kept."""
    model.seconds = 0.2
    command = [sys.executable, "-m", "pipeline", "llm", "ask", str(folder)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while len(model.requests) < 7 and time.monotonic() < deadline:
        time.sleep(0.01)

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "You stopped it." in out
    assert "nadelen: 2 of 7" in out or "nadelen: 3 of 7" in out
    assert "Traceback" not in err


def test_status_opens_no_connection(turven: Callable, folder: Path, model: FakeModel) -> None:
    """Status says how far asking has come, from files alone."""
    before = turven("llm", "status", folder)
    turven("llm", "ask", folder)
    calls = len(model.requests)

    after = turven("llm", "status", folder, "nadelen")

    assert "nadelen: 0 of 7 texts replied to" in before.out
    assert "nadelen: 7 of 7 texts replied to" in after.out
    assert len(model.requests) == calls


@pytest.mark.slow
def test_run_says_what_was_replied(turven: Callable, folder: Path, tmp_path: Path) -> None:
    """The summary of a run tells how many texts have a reply."""
    turven("llm", "ask", folder)

    ended = turven("run", folder, "--out", tmp_path / "uit")

    assert "Language model: 7 of 7 texts that were asked have a reply." in ended.out


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "a minute"), (89, "a minute"), (91, "2 minutes"), (5_399, "90 minutes"),
     (7_200, "2 hours"), (360_000, "100 hours")],
)  # fmt: skip
def test_time_is_told_in_words(seconds: float, words: str) -> None:
    """The time left is rounded to what one can plan with."""
    assert duration(seconds) == words
