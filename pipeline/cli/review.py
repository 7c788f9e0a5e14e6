"""`turven review`: opens the desk, says where the page is, and serves it."""

from __future__ import annotations

import webbrowser
from datetime import UTC, datetime
from pathlib import Path

import typer

from pipeline.cli import show
from pipeline.errors import MisuseError


def review(
    study: Path, *, host: str, port: int, reviewers: tuple[str, ...], behind: str, browser: bool
) -> None:  # fmt: skip
    """Serve the review page until it is stopped.

    `MisuseError` for an address that can't be, before any answer is read.
    """
    from pipeline.agreement import agreement, agreement_page
    from pipeline.decisions import QuoteLog
    from pipeline.quotes import quote_desk
    from pipeline.review import open_desk
    from pipeline.study import read_study
    from pipeline.web import create_app, listen, serve, sign_ins

    settled = read_study(study)
    if any(not name.strip() or len(name) > 60 for name in reviewers):
        raise MisuseError("a reviewer has a name of at most 60 letters")
    with listen(host, port, behind) as (address, socket):
        if not (address.loopback or reviewers):
            raise MisuseError(
                "others can reach this page: name who may, each with  --reviewer NAME"
            )
        with show.progress() as progress:
            progress("desk", 0)
            desk = open_desk(settled)
        links = (
            None
            if address.loopback
            else sign_ins(settled, desk.log, clock=lambda: datetime.now(UTC))
        )
        app = create_app(
            desk,
            hosts=address.hosts,
            public=address.public,
            sign_ins=links,
            agreement=lambda: agreement_page(agreement(settled)),
            names=reviewers,
            quotes=lambda: quote_desk(settled, QuoteLog(desk.log.engine, settled.study)),
        )
        typer.echo(f"The review page of {settled.study} is at {address.url}/  (Ctrl+C stops it)")
        if links:
            _invite(
                {name: f"{address.url}/sign-in/{links.invite(name)}" for name in reviewers},
                address.public,
            )
        elif browser:
            webbrowser.open(f"{address.url}/")
        serve(app, socket)


def _invite(links: dict[str, str], public: str) -> None:
    if not public.startswith("https://"):
        typer.echo(
            "No TLS: whoever is on the network can read along and copy a sign-in. For more than a"
            " trusted network, put a proxy before it (docs/review.md, 'Behind a reverse proxy').",
            err=True,
        )
    typer.echo("Sign-in links, each for one person and one use:")
    width = max(map(len, links))
    for name, link in links.items():
        typer.echo(f"  {name:<{width}}  {link}")
