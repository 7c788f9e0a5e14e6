"""How quick the review page is: `python tests/benchmarks/review.py [answers] [decisions]` prints,
for each thing that a reviewer asks for, the median and 95th percentile on the server: from request
to whole answer, without a network.

By default 10,000 answers to one question of 60 themes, and 300 decisions by four reviewers. The
promise is a p95 below 100 ms.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import corpus
import numpy as np
from rich.console import Console
from rich.table import Table
from starlette.testclient import TestClient

from pipeline.review.desk import open_desk
from pipeline.web import create_app

REVIEWERS = ("anna", "bob", "carla", "dirk")
PART = {"HX-Request": "true"}


def token_of(page: str) -> str:
    """The token in the forms of a page."""
    return re.findall(r'name="token" value="(\w+)"', page)[0]


def main(n: int, decisions: int) -> None:
    """Opens the page for four reviewers, who look, decide, search and undo; prints the table."""
    told: dict[str, list[float]] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begin = time.perf_counter()
        answer = work()
        told.setdefault(name, []).append((time.perf_counter() - begin) * 1000)
        assert answer.status_code < 400, (name, answer.status_code)
        return answer

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(open_desk(corpus.write_study(Path(folder) / "studie", n)))
        browsers = []
        for name in REVIEWERS:
            browser = TestClient(app, base_url="http://localhost")
            token = token_of(browser.get("/sign-in").text)
            browser.post("/sign-in", data={"token": token, "name": name})
            browsers.append((browser, token))
        for i in range(decisions):
            (browser, token), queue = (
                browsers[i % 4],
                ("all", "uncertain", "random", "rules-vs-classifier")[i // 4 % 4],
            )
            url = f"/review/antwoord/{queue}"
            page = timed("whole page of a text", lambda b=browser, u=url: b.get(u))
            if "text=" not in str(page.url):
                continue
            here = str(page.url).split("localhost", 1)[1]
            timed("card by key", lambda b=browser, u=here: b.get(u, headers=PART))
            seen = re.findall(r'name="seen" value="(\d+)"', page.text)[-1]
            data = {"token": token, "code": "overig", "seen": seen}
            timed(
                "decide and next card",
                lambda b=browser, u=here, d=data: b.post(u, data=d, headers=PART),
            )
            timed("poll", lambda b=browser: b.get("/live?since=-1"))
            if i % 10 == 0:
                timed("start", lambda b=browser: b.get("/"))
                timed("progress", lambda b=browser: b.get("/progress"))
                timed("search", lambda b=browser: b.get("/bulk/antwoord?words=gemeente"))
                timed(
                    "undo",
                    lambda b=browser, t=token: b.post(
                        "/undo", data={"token": t, "question": "antwoord", "queue": "all"}
                    ),
                )
        table = Table(title=f"{n:,} answers, {decisions:,} decisions")
        for name in ("what", "times", "median ms", "p95 ms"):
            table.add_column(name, justify="left" if name == "what" else "right")
        for name, times in told.items():
            p50, p95 = np.percentile(times, [50, 95])
            table.add_row(name, str(len(times)), f"{p50:.1f}", f"{p95:.1f}")
        Console().print(table)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    main(*numbers, *(10_000, 300)[len(numbers) :])
