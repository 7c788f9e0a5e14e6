"""A server with the interface of a local language model, without a model, for tests.

It says of a text the codes of the words that it was given, with log-probabilities, and can go wrong
in every way that such servers were seen to, or may. It keeps all requests.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import log
from typing import Any

SURE = 0.9
"""The probability of what the model says."""

Content = str | None
Fault = str


@dataclass
class FakeModel:
    """What the server says, and where it goes wrong.

    `words` have the id of the code that a text with the word gets. `faults` by a part of the text:
    one name for every call about such a text, or several for its first calls.
    """

    words: Mapping[str, str]
    name: str = "proef-7b"
    faults: dict[str, Fault | list[Fault]] = field(default_factory=dict)
    form_fault: Fault = ""
    """The fault of the first test question, about the form of a reply."""
    all_faults: Fault = ""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """The probability of true of codes by their id, in place of `SURE`."""
    dies_after: int = 10**9
    seconds: float = 0.0
    gullible: bool = False
    """Whether it obeys ids and marks of chat templates in the text."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def fault_of(self, text: str, ids: Sequence[str]) -> Fault:
        """Return the fault of the next call about a text."""
        if text.startswith("Say hello"):
            return self.form_fault
        if self.all_faults:
            return self.all_faults
        for part, faults in self.faults.items():
            if part in text:
                if isinstance(faults, str):
                    return faults
                return faults.pop(0) if faults else ""
        return ""

    def said(self, text: str, ids: Sequence[str]) -> dict[str, bool]:
        """Return what the model says of each id."""
        found = {code for word, code in self.words.items() if word in text.lower()}
        if self.gullible:
            found |= set(re.findall(r"\bt\d+\b", text))
            found |= (
                set(ids) if re.search(r"<\|im_start\|>|\[INST\]|<start_of_turn>", text) else set()
            )
        return {each: each in found for each in ids}

    @property
    def texts(self) -> list[str]:
        """The last message of each request, without the test question about the form."""
        texts = [request["messages"][-1]["content"] for request in self.requests]
        return [text for text in texts if not text.startswith("Say hello")]


def content_of(said: Mapping[str, Any]) -> str:
    """Return the reply that says so."""
    return json.dumps(said, separators=(",", ":"))


def logprobs_of(
    said: Mapping[str, bool], probabilities: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """Return the tokens of a reply with the log-probabilities of true and false."""
    tokens: list[dict[str, Any]] = [_token('{"', {})]
    for number, (code, value) in enumerate(said.items()):
        if number:
            tokens.append(_token(',"', {}))
        true = (probabilities or {}).get(code, SURE if value else 1 - SURE)
        tokens += [_token(code, {}), _token('":', {})]
        tokens.append(_token("true" if value else "false", {"true": true, "false": 1 - true}))
    return {"content": [*tokens, _token("}", {}), _token("<|im_end|>", {})]}


def _token(text: str, options: Mapping[str, float]) -> dict[str, Any]:
    top = [{"token": option, "logprob": log(p)} for option, p in options.items()]
    return {"token": text, "logprob": log(options.get(text, 0.99)), "top_logprobs": top}


def response_of(content: Content, logprobs: object, *, model: str, **choice: Any) -> dict[str, Any]:
    """Return a response in the form of OpenAI's chat completions."""
    message = {"role": "assistant", "content": content}
    only = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": logprobs, **choice}
    return {"object": "chat.completion", "model": model, "choices": [only]}


@contextmanager
def serving(model: FakeModel) -> Iterator[str]:
    """Serve the model on this machine; yields the address for study.yaml."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.model = model
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """Return a port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    model: FakeModel

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that hangs up is part of the tests."""


Send = Callable[..., None]

STATUSES: Mapping[Fault, tuple[int, object, dict[str, str]]] = {
    "500": (500, {"error": {"message": "500"}}, {}),
    "401": (401, {"error": {"message": "no key"}}, {}),
    "429": (429, {"error": {"message": "busy"}}, {"Retry-After": "7"}),
    "429-date": (429, {"error": {}}, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}),
    "429-year": (429, {"error": {}}, {"Retry-After": "31536000"}),
    "503-loading": (503, {"error": {"message": "Loading model"}}, {}),
    "400-context": (400, {"error": {"message": "exceeds the context size"}}, {}),
    "404-model": (404, {"error": {"message": "model not found"}}, {}),
    "redirect": (307, "", {"Location": "http://192.0.2.1/v1/chat/completions"}),
    "html": (200, "<html>login</html>", {"Content-Type": "text/html"}),
    "empty-body": (200, "", {}),
    "not-utf8": (200, b'{"choices": "\xff\xfe"}', {}),
    "huge": (200, b'{"x": "' + b"a" * (9 << 20) + b'"}', {}),
    "packed": (200, b"\x1f\x8b\x08", {"Content-Encoding": "gzip"}),
    "no-choices": (200, {"choices": []}, {}),
    "two-choices": (200, {"choices": [{}, {}]}, {}),
    "deep": (200, b"[" * 100_000, {}),
}
"""Faults of a whole response: status, body and headers."""


def _contents(said: dict[str, bool]) -> Mapping[Fault, Content]:
    """Return the faults of the model's text."""
    first, *_ = said
    content = content_of(said)
    return {
        "prose": f"De codes zijn: {', '.join(code for code in said if said[code])}.",
        "fenced": f"```json\n{content}\n```",
        "think": f"<think>hm, {first}?</think>\n{content}",
        "unknown-id": content_of({**said, "t99": True}),
        "label-not-id": content_of({"Weer": True}),
        "twice": f'{{"{first}":true,{content[1:]}',
        "missing-id": content_of({code: said[code] for code in list(said)[1:]}),
        "number": content_of({**said, first: 1}),
        "text": content_of({**said, first: "true"}),
        "null": content_of({**said, first: None}),
        "list": json.dumps([code for code in said if said[code]]),
        "extra-key": content_of({**said, "uitleg": "=1+1"}),
        "truncated": content[:-3],
        "null-content": None,
        "refusal": "Sorry, daar kan ik niet bij helpen.",
        "schema-ignored": "Thema 1",
    }


CONTENTS = tuple(_contents({"t1": True, "t2": False}))
"""The names of the faults of a model's text."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # else each reply waits 40 ms for the header to be acknowledged
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def do_POST(self) -> None:
        model = self.server.model
        if len(model.requests) >= model.dies_after:
            self._die()
            return
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model.requests.append(body)
        model.headers.append(dict(self.headers))
        ids = body["response_format"]["json_schema"]["schema"]["required"]
        text = body["messages"][-1]["content"]
        fault = model.fault_of(text, ids)
        said = model.said(text, ids)
        time.sleep(model.seconds)
        if fault in STATUSES:
            self._send(*STATUSES[fault])
        elif fault in ("drop", "half", "never", "drip"):
            self._hang_up(fault, content_of(said))
        else:
            self._send(200, self._response(fault, said), {})

    def _response(self, fault: Fault, said: dict[str, bool]) -> dict[str, Any]:
        model = self.server.model
        if fault == "flips":
            said = {code: (len(model.requests) % 2 == 0) for code in said}
        if fault == "all-themes":
            said = dict.fromkeys(said, True)
        content = _contents(said).get(fault, content_of(said))
        logprobs: Any = logprobs_of(said, model.probabilities)
        if fault == "no-logprobs":
            logprobs = None
        if fault == "nan":
            logprobs["content"][3]["logprob"] = float("nan")
        if fault == "logprobs-renormalised":
            tokens = [
                {**token, "logprob": 0.0, "top_logprobs": []} for token in logprobs["content"]
            ]
            logprobs = {"content": tokens}
        choice = {"finish_reason": "length"} if fault == "truncated" else {}
        name = "another\x1b[31m" if fault == "other-model" else model.name
        response = response_of(content, logprobs, model=name, **choice)
        if fault == "system-fingerprint-changes":
            response["system_fingerprint"] = f"fp-{len(model.requests)}"
        return response

    def _send(self, status: int, body: object, headers: Mapping[str, str]) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        if isinstance(body, str):
            content = body.encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _hang_up(self, fault: Fault, content: str) -> None:
        self.close_connection = True
        if fault == "never":
            time.sleep(2)
        if fault in ("half", "drip"):
            self.send_response(200)
            self.send_header("Content-Length", "900")
            self.end_headers()
            for character in content[:9]:
                self.wfile.write(character.encode())
                self.wfile.flush()
                time.sleep(0.1 if fault == "drip" else 0)
        self.connection.shutdown(socket.SHUT_RDWR)

    def _die(self) -> None:
        """Close the door: nobody listens from here on."""
        self.close_connection = True
        self.server.socket.close()
        self.connection.shutdown(socket.SHUT_RDWR)
