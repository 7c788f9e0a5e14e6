"""A small desk without spaCy, so that a server of it starts at once.

And that server in a process that may be killed at any moment.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import scipy.sparse as sp

from pipeline.decisions import DecisionLog
from pipeline.model import Codebook, Theme
from pipeline.normalise import alike, text_hash
from pipeline.review import DistinctText, FixedOrder, Member, QuestionTexts, Suggestion
from pipeline.review.desk import Desk
from pipeline.study import Study

QUESTION = "wensen"
BOOK = Codebook(
    "wensen", "Wensen", "nl", "1", tuple(Theme(f"thema-{i}", f"Thema {i}") for i in range(9))
)


def small_study(folder: Path) -> Study:
    """A study of one question that needs no file."""
    study = Study.model_validate(
        {
            "study": "klein",
            "title": "Klein",
            "respondent": {"column": "id"},
            "codebooks": ".",
            "waves": [{"id": "1", "files": ["a.csv"]}],
            "questions": {QUESTION: {"column": "wensen", "text": "Wat wenst u?"}},
        }
    )
    study._file = folder / "study.yaml"
    return study


def small_shelf(texts: int) -> QuestionTexts:
    """That many different texts, each of one respondent, half of them with a suggestion."""
    verbatims = [f"wens nummer {i}" for i in range(texts)]
    return QuestionTexts(
        question=QUESTION,
        book=BOOK,
        version="1 (00000000)",
        texts=tuple(
            DistinctText(text_hash(v), alike(v), (Member("1", f"r{i}", v),))
            for i, v in enumerate(verbatims)
        ),
        suggestions=[
            (Suggestion("thema-1", "rules", 1.0, ((0, 4),), "r"),) if i % 2 else ()
            for i in range(texts)
        ],
        words=sp.csr_matrix((texts, 1)),
        orders={"random": FixedOrder(np.arange(0), (), np.zeros(0))},
        filed={},
        sampling_numbers=np.full(texts, 0.99),
    )


@contextmanager
def served(study: Study, shelf: QuestionTexts, url: str) -> Iterator[Server]:
    """A server of the desk in a process of its own.

    At the end of the block it is killed as a power cut would, if it was not before.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(study, shelf, url, listening), daemon=True
    )
    process.start()
    port = listening.getsockname()[1]
    # the child has its own; when it is gone nobody listens
    listening.close()
    server = Server(port, process.pid or 0)
    try:
        yield server
    finally:
        server.kill()
        process.join()


@dataclass(frozen=True)
class Server:
    """Where a server listens, and its process."""

    port: int
    pid: int

    def kill(self) -> None:
        """SIGKILL: no chance to finish anything."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


@dataclass
class Client:
    """A reviewer's browser without script: signs in, opens a card, decides.

    Every decision that a reply confirmed is in `confirmed`.
    """

    port: int
    reviewer: str
    confirmed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: int = 0
    _cookie: str = ""

    def decide_all(self, stop: threading.Event, *, start: str = "") -> None:
        """From that text on decides on what is left, until told to stop, the queue is done, or the
        server is gone.
        """
        try:
            self.sign_in()
            where = f"/review/{QUESTION}/all" + (f"?text={start}" if start else "")
            number = 0
            while where and not stop.is_set():
                where = self.decide(where, (f"thema-{number % 9}",))
                number += 1
        except (OSError, http.client.HTTPException):
            # killed in the middle: what was not confirmed doesn't count
            return

    def sign_in(self) -> None:
        """Gives the reviewer's name."""
        status, _, body = self.ask("GET", "/sign-in")
        assert status == 200, body
        status, _, body = self.ask(
            "POST", "/sign-in", {"token": _hidden(body, "token"), "name": self.reviewer}
        )
        assert status == 303, body

    def decide(self, where: str, codes: tuple[str, ...]) -> str:
        """Opens a card and decides on it; the address of the next one, '' when none is left.

        Where somebody was first (409) it counts as refused.
        """
        status, to, page = self.ask("GET", where)
        if status == 303:
            return to
        if 'name="seen"' not in page:
            return ""
        form = {name: _hidden(page, name) for name in ("token", "seen", "act")}
        again = f"/review/{QUESTION}/all"
        if form["seen"] != "0":
            # somebody has decided, and the page says so: nothing to add
            return again
        status, to, body = self.ask("POST", where, {**form, "code": codes})
        if status == 409:
            self.refused += 1
            return again
        assert status == 303, (status, body)
        self.confirmed[form["act"]] = codes
        return to

    def ask(
        self, method: str, path: str, form: Mapping[str, object] | None = None
    ) -> tuple[int, str, str]:
        """Status, address to go to, and body of the reply."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Host": f"127.0.0.1:{self.port}", "Cookie": self._cookie}
            body = None
            if form is not None:
                body = urlencode(form, doseq=True)
                headers |= {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Origin": f"http://127.0.0.1:{self.port}",
                }
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            text = reply.read().decode()
            cookies = reply.headers.get_all("set-cookie") or []
            if cookies:
                self._cookie = "; ".join(cookie.split(";")[0] for cookie in cookies)
            return reply.status, reply.headers.get("location", ""), text
        finally:
            connection.close()


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name} in {page[:500]}"
    return found[1]


def _serve(study: Study, shelf: QuestionTexts, url: str, listening: socket.socket) -> None:
    from pipeline.web import create_app
    from pipeline.web.server import serve

    desk = Desk(study, {QUESTION: shelf}, DecisionLog(url, study.study), lambda: datetime.now(UTC))
    serve(create_app(desk), listening)
