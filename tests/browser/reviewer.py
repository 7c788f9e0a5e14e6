"""A reviewer before a screen: plain verbs over a page in Chromium, and a watch on everything that
page must never do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect


@dataclass
class Watch:
    """What went wrong on a reviewer's pages: requests that left the server, errors in the console
    (a breach of the content security policy is one),
    scripts that broke. `refusals` are statuses that a test expects the server to answer with."""

    host: str
    refusals: set[int] = field(default_factory=set)
    cut_off: bool = False
    """Whether the test takes the server away, so that requests fail."""
    wrong: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watches every page of that browser."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"a script broke: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != self.host:
            self.wrong.append(f"a request left the server: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        status = re.search(r"status of (\d{3})|Status Error Code (\d{3})", message.text)
        if status and int(status[1] or status[2]) in self.refusals:
            return
        if self.cut_off and re.search(
            "ERR_|htmx:(sendError|timeout|afterRequest|sendAbort)", message.text
        ):
            return
        self.wrong.append(
            f"{message.type} in the console: {message.text} ({message.location.get('url')})"
        )


class Reviewer:
    """One reviewer, in a browser of their own. Labels are Dutch, as the study is."""

    def __init__(self, page: Page, address: str, watch: Watch) -> None:
        self.page, self.address, self.watch = page, address, watch

    def sign_in(self, name: str) -> Reviewer:
        """Opens the page and gives a name."""
        self.page.goto(self.address)
        self.page.get_by_label("Naam").fill(name)
        self.page.get_by_role("button", name="Beginnen").click()
        expect(self.heading(f"Dag {name}")).to_be_visible()
        return self

    def enter(self, name: str) -> Reviewer:
        """As `sign_in`, by the same forms, but without looking at them: for the tests that begin
        later in the day.
        """
        door = f"{self.address}/sign-in"
        asked = self.page.request.get(door).text()
        token = re.findall('name="token" value="([^"]+)"', asked)[0]
        answer = self.page.request.post(door, form={"token": token, "name": name}, max_redirects=0)
        assert answer.status == 303, answer.text()
        return self

    def heading(self, name: str | re.Pattern[str]) -> Locator:
        """A heading of the page."""
        return self.page.get_by_role("heading", name=name)

    def queue(self, name: str) -> Locator:
        """The link to a queue of the first question on the start page."""
        first = (
            self.page.get_by_role("listitem").filter(has=self.heading("Wat houdt u tegen")).first
        )
        return first.get_by_role("link", name=re.compile(f"^{name}"))

    def open_queue(self, name: str) -> Reviewer:
        """Goes from the start page to the first answer of a queue."""
        self.page.goto(self.address)
        self.queue(name).click()
        self._ready()
        expect(self.answer).to_be_visible()
        return self

    def open_answer(self, words: str, question: str = "nadelen") -> Reviewer:
        """Looks an answer up by some of its words, and opens it."""
        self.page.goto(f"{self.address}/bulk/{question}?{urlencode({'words': words})}")
        row = self.page.get_by_role("row").filter(has_text=re.compile(words, re.IGNORECASE)).first
        row.get_by_role("link", name="Open dit antwoord").click()
        self._ready()
        expect(self.answer).to_contain_text(re.compile(words, re.IGNORECASE))
        return self

    def _ready(self) -> None:
        """Waits until the keys work."""
        self.page.wait_for_url("**/review/**")

    @property
    def main(self) -> Locator:
        """What stands on the page below its bar."""
        return self.page.get_by_role("main")

    @property
    def answer(self) -> Locator:
        """The words of the respondent."""
        return self.page.get_by_role("article").get_by_role("blockquote")

    @property
    def place(self) -> Locator:
        """Where in the queue this is."""
        return self.page.get_by_role("main").get_by_text(
            re.compile(r"^\d+ van \d+|^Niet \(meer\) in deze lijst")
        )

    @property
    def chosen(self) -> Locator:
        """The codes that will be saved."""
        return self.page.get_by_role("list", name="Gekozen").get_by_role("listitem")

    def code(self, name: str) -> Locator:
        """The box of a code."""
        return self.page.get_by_role("checkbox", name=re.compile(rf"(^|\s|› ){re.escape(name)}$"))

    def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def decide(self, *codes: str) -> None:
        """Ticks exactly these codes, by mouse, and accepts."""
        self.untick()
        for code in codes:
            self.code(code).check()
        before = self.page.url
        self.accept.click()
        expect(self.page).not_to_have_url(before)

    def untick(self) -> None:
        """Takes every code off."""
        ticked = self.page.get_by_role("checkbox", checked=True).and_(
            self.page.locator("[name=code]")
        )
        while ticked.count():
            ticked.first.uncheck()

    @property
    def accept(self) -> Locator:
        """The button that saves."""
        return self.page.get_by_role("button", name="Akkoord, volgende")

    @property
    def said(self) -> Locator:
        """What the page says out loud: of trouble."""
        return self.page.get_by_role("alert")

    @property
    def focused(self) -> Locator:
        """What has the focus."""
        return self.page.locator("*:focus")
