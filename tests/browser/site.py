"""The review page of a desk on a port of this machine, in a thread.

It can stop and start again as a server does.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import anyio
import uvicorn
from sqlalchemy import event

from pipeline.decisions import Decision, DecisionLog, QuoteCandidate, QuoteLog, Subject, Verdict
from pipeline.errors import LogError
from pipeline.privacy import Redactor
from pipeline.quotes.desk import QuoteDesk
from pipeline.review import QuestionTexts
from pipeline.review.desk import Desk
from pipeline.study import Study
from pipeline.web import SignIns, create_app


def moment() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class ReviewSite:
    """A study's shelves, its log in a file, and a server."""

    def __init__(self, study: Study, shelves: Mapping[str, QuestionTexts], url: str) -> None:
        self._study, self._shelves, self._url = study, dict(shelves), url
        with socket.create_server(("127.0.0.1", 0)) as there:
            self.port: int = there.getsockname()[1]
        self.slow = 0.0
        """Seconds that every request waits first, as on a slow line."""
        self._thread: threading.Thread | None = None
        self.quotes: tuple[QuoteCandidate, ...] = ()
        """Possible quotes, for the tests of their page."""

    @property
    def address(self) -> str:
        """The address of the start page."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, links: bool = False) -> None:
        """Opens the log and serves its desk; with `links` nobody gets in by a name alone."""
        self.log = DecisionLog(self._url, self._study.study)
        self.desk = Desk(self._study, self._shelves, self.log, moment)
        self.sign_ins = SignIns(self.log.engine, self._study.study, clock=moment)
        app = create_app(
            self.desk,
            sign_ins=self.sign_ins if links else None,
            quotes=self._quote_desk if self.quotes else None,
        )

        async def slowed(scope: Any, receive: Any, send: Any) -> None:
            await anyio.sleep(self.slow)
            await app(scope, receive, send)

        config = uvicorn.Config(
            slowed,
            log_level="critical",
            access_log=False,
            ws="none",
            timeout_graceful_shutdown=1,
            lifespan="off",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run,
            kwargs={"sockets": [socket.create_server(("127.0.0.1", self.port))]},
            daemon=True,
        )
        self._thread.start()

    def _quote_desk(self) -> QuoteDesk:
        log = QuoteLog(self.log.engine, self._study.study)
        return QuoteDesk(
            self._study, self.desk.books, self.quotes, log, redactor=Redactor(), clock=moment
        )

    def stop(self) -> None:
        """Stops the server and closes the log; what was decided lies in the file."""
        if not self._thread:
            return
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.005)
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._thread = None
        self.log.close()

    def restart(self) -> None:
        """Stops and starts, as after a power cut or an update."""
        self.stop()
        self.start()

    def decided(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """What stands in the log and was not taken back: reviewer, text hash, codes."""
        kept = self.log.since()
        gone = {decision.undoes for decision in kept}
        standing = [
            decision for decision in kept if not decision.undoes and decision.id not in gone
        ]
        return [
            (decision.reviewer, decision.subject.text_hash, decision.codes) for decision in standing
        ]

    def fill_disk(self) -> None:
        """From here on the database may not grow, and what room it had is used up: the disk is
        full.
        """
        self.log.engine.dispose()

        @event.listens_for(self.log.engine, "connect")
        def no_more(connection: Any, _: object) -> None:
            connection.execute("PRAGMA max_page_count = 1")

        number = 0
        try:
            while True:
                self.log.append([_other(number)])
                number += 1
        except LogError as error:
            assert error.full


def _other(number: int) -> Decision:
    subject = Subject("elders", "2025", f"x{number}", "f" * 64)
    return Decision(
        f"vol-{number}",
        "2026-01-01T00:00:00.000000Z",
        "iemand",
        subject,
        (Verdict("overig", "add"),),
    )
