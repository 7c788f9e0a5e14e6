"""How quick the review page is over a socket (`review.py` measures without one): `python
tests/benchmarks/review_served.py [answers] [decisions]` prints, for each page and act, milliseconds
from request to whole answer.

By default 10,000 answers to one question of 60 themes and 300 decisions by four reviewers, asked
over HTTP of a real server in a process of its own, which serves a bare Starlette page too. The last
column is the 95th percentile as a multiple of that page's, measured in between: it says more than
milliseconds on a machine that does other things as well.
"""

from __future__ import annotations

import http.client
import multiprocessing
import re
import socket
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import corpus
import numpy as np
from rich.console import Console
from rich.table import Table

from pipeline.web.server import listen, serve

REVIEWERS = ("Anna", "Bob", "Carla", "Dirk")
AIM = 100
"""Milliseconds that the 95th percentile of a page should stay below."""


def serve_desk(folder: Path, there: socket.socket) -> None:
    """Serves the desk of that study, and a bare page at /bare."""
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Mount, Route

    from pipeline.review.desk import open_desk
    from pipeline.web import create_app

    app = create_app(open_desk(folder))
    bare = Route("/bare", lambda request: PlainTextResponse("hello"))
    serve(Starlette(routes=[bare, Mount("/", app)]), there)


class Client:
    """A browser without script that keeps its connection, and the milliseconds of what it asked, by
    name.
    """

    def __init__(self, port: int, told: dict[str, list[float]]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self._headers = {"Host": f"127.0.0.1:{port}", "Origin": f"http://127.0.0.1:{port}"}
        self._told = told

    def sign_in(self, reviewer: str) -> None:
        """Gives a name."""
        page = self.ask("", "/sign-in")[1]
        self.ask("", "/sign-in", {"token": hidden(page, "token"), "name": reviewer})

    def ask(
        self, name: str, path: str, form: Mapping[str, Any] | None = None, *, part: bool = False
    ) -> tuple[str, str]:
        """Where the reply leads to and its body; a wrong reply is an error.

        `part`: as htmx asks.
        """
        headers = {**self._headers, **({"HX-Request": "true"} if part else {})}
        body = None
        if form is not None:
            body, headers["Content-Type"] = (
                urlencode(form, doseq=True),
                "application/x-www-form-urlencoded",
            )
        begin = time.perf_counter()
        self._connection.request("GET" if form is None else "POST", path, body, headers)
        reply = self._connection.getresponse()
        text = reply.read().decode()
        spent = (time.perf_counter() - begin) * 1000
        assert reply.status in (200, 204, 303), (name, path, reply.status, text[:300])
        if name:
            self._told.setdefault(name, []).append(spent)
        for cookie in reply.headers.get_all("set-cookie") or []:
            self._headers["Cookie"] = cookie.split(";")[0]
        return reply.headers.get("location", "") or reply.headers.get("hx-push-url", ""), text


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def a_day(clients: list[Client], decisions: int) -> None:
    """Reviewers in turn open cards, decide, and now and then do all else that the page can."""
    where = ["/review/antwoord/all"] * len(clients)
    for i in range(decisions):
        client, me = clients[i % len(clients)], i % len(clients)
        where[me] = client.ask("", where[me])[0] or where[me]
        page = client.ask("card, whole page", where[me])[1]
        client.ask("bare page", "/bare")
        form = {name: hidden(page, name) for name in ("token", "seen", "act")}
        codes = re.findall(r'name="code" value="([^"]+)"[^>]*checked', page) or ["overig"]
        where[me] = client.ask(
            "decide, and the next card", where[me], {**form, "code": codes}, part=True
        )[0]
        client.ask("card, as htmx asks", where[me], part=True)
        client.ask("live, nothing new or new", "/live?since=-1")
        if i % 10 == 0:
            now_and_then(client, form["token"], i)


def now_and_then(client: Client, token: str, number: int) -> None:
    """The start, progress, searching, finding similar, many at once, and taking back."""
    client.ask("start", "/")
    client.ask("progress", "/progress")
    client.ask("search by words", "/bulk/antwoord?words=gemeente+sys")
    client.ask("search by theme", "/bulk/antwoord?theme=thema-7&state=open")
    client.ask("disagree queue, first", "/review/antwoord/rules-vs-classifier")
    page = client.ask("search, nothing given", f"/bulk/antwoord?page={number // 10 % 10}")[1]
    keys = re.findall(r'name="key" value="([^"]+)"', page)
    client.ask("similar", f"/bulk/antwoord?like={keys[0]}")
    change = {"token": token, "key": keys, "code": "overig", "way": "whole", "back": ""}
    page = client.ask("preview of 50", "/bulk/antwoord/preview", change)[1]
    done = {**change, "act": hidden(page, "act"), "seen": hidden(page, "seen")}
    client.ask("change 50", "/bulk/antwoord/apply", done)
    client.ask(
        "undo of 50",
        "/undo",
        {"token": token, "act": f"{number:032}", "question": "antwoord", "queue": "all"},
    )


def table_of(told: Mapping[str, list[float]], title: str) -> Table:
    """A row for each page and act, slowest first."""
    table = Table(title=title)
    for name in ("what", "times", "median ms", "p95 ms", "p95 / bare"):
        table.add_column(name, justify="left" if name == "what" else "right")
    bare = float(np.percentile(told["bare page"], 95))
    for name, times in sorted(told.items(), key=lambda item: -np.percentile(item[1], 95)):
        median, p95 = np.percentile(times, [50, 95])
        table.add_row(name, str(len(times)), f"{median:.1f}", f"{p95:.1f}", f"{p95 / bare:.0f}")
    return table


def main(n: int, decisions: int) -> None:
    """Serves a large study, spends a day on it, and prints the table."""
    told: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, listen("127.0.0.1", 0) as (address, there):
        study = corpus.write_study(Path(folder) / "studie", n)
        process = multiprocessing.get_context("fork").Process(
            target=serve_desk, args=(study, there), daemon=True
        )
        process.start()
        try:
            clients = [Client(address.port, told) for _ in REVIEWERS]
            begin = time.perf_counter()
            for client, reviewer in zip(clients, REVIEWERS, strict=True):
                client.sign_in(reviewer)
            opened = time.perf_counter() - begin
            a_day(clients, decisions)
        finally:
            process.kill()
            process.join()
            for client in clients:
                with closing(client._connection):
                    pass
    slow = [name for name, times in told.items() if np.percentile(times, 95) > AIM]
    Console().print(
        table_of(told, f"{n:,} answers, {decisions:,} decisions; opened in {opened:.1f} s")
    )
    Console().print(f"over {AIM} ms at the 95th percentile: {', '.join(slow) or 'nothing'}")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    main(*numbers, *(10_000, 300)[len(numbers) :])
