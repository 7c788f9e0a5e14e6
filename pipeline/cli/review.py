"""`turven review`: opens the desk, prints the address of the page, and serves it."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from typer import Option

from pipeline.cli.arguments import StudyFolder
from pipeline.cli.terminal import progress
from pipeline.errors import MisuseError

_MAX_LETTERS = 60


def review(
    folder: StudyFolder,
    host: Annotated[
        str,
        Option(
            help="Name or address to listen on; by default only this machine can reach the page."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, Option(min=0, max=65535, help="Port to listen on, 0 for any that is free.")
    ] = 8765,
    reviewer: Annotated[
        list[str] | None,
        Option(metavar="NAME", help="A reviewer; with --host each gets a sign-in link."),
    ] = None,
    behind: Annotated[
        str,
        Option(
            metavar="URL", help="Public address (https://...) of a proxy that passes requests on."
        ),
    ] = "",
    browser: Annotated[
        bool, Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Open the review page, for one reviewer on this machine or for a team."""
    from pipeline.agreement import agreement, agreement_page
    from pipeline.decisions import QuoteLog, now
    from pipeline.quotes import quote_desk
    from pipeline.review import open_desk
    from pipeline.study import read_study
    from pipeline.web import create_app, listen, serve, sign_ins

    study = read_study(folder)
    names = tuple(reviewer or ())
    _check_names(names)
    with listen(host, port, behind) as (address, socket):
        if not (address.loopback or names):
            raise MisuseError(
                "others can reach this page: name who may, each with  --reviewer NAME"
            )
        with progress() as show:
            show("desk", 0)
            desk = open_desk(study)
        links = None
        if not address.loopback:
            links = sign_ins(study, desk.log, clock=now)
        app = create_app(
            desk,
            hosts=address.hosts,
            public=address.public,
            sign_ins=links,
            agreement=lambda: agreement_page(agreement(study)),
            names=names,
            quotes=lambda: quote_desk(study, QuoteLog(desk.log.engine, study.study)),
        )
        typer.echo(f"The review page of {study.study} is at {address.url}/  (Ctrl+C stops it)")
        if links:
            _invite(
                {name: f"{address.url}/sign-in/{links.invite(name)}" for name in names},
                is_private=address.public.startswith("https://"),
            )
        elif browser:
            webbrowser.open(f"{address.url}/")
        serve(app, socket)


def _check_names(names: Sequence[str]) -> None:
    for name in names:
        if not name.strip() or len(name) > _MAX_LETTERS:
            raise MisuseError(f"a reviewer has a name of at most {_MAX_LETTERS} letters")


def _invite(links: Mapping[str, str], *, is_private: bool) -> None:
    """Print a sign-in link for each reviewer, and a warning if others can intercept it."""
    if not is_private:
        typer.echo(
            "No TLS: whoever is on the network can read along and copy a sign-in. For more than a"
            " trusted network, put a proxy before it (docs/review.md, 'Behind a reverse proxy').",
            err=True,
        )
    typer.echo("Sign-in links, each for one person and one use:")
    width = max(map(len, links))
    for name, link in links.items():
        typer.echo(f"  {name:<{width}}  {link}")
