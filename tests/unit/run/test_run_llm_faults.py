"""A server that goes wrong: what is tried again, what is invalid, what stops asking."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from llm_server import CONTENTS, FakeModel, closed_port, serving

from pipeline.coding.llm import InvalidReply, Reply, make_prompt
from pipeline.errors import MissingExtraError, MisuseError
from pipeline.model import Codebook, Theme
from pipeline.run.llm.address import server_address
from pipeline.run.llm.ask import MOST_FAILURES, ask
from pipeline.run.llm.calls import Caller
from pipeline.run.llm.canaries import canary_texts, check_form, recognise
from pipeline.run.llm.client import (
    LONGEST_WAIT,
    RETRIES,
    CallFailedError,
    ModelClient,
    ServerGoneError,
    ServerRefusedError,
)
from pipeline.study import Llm

BOOK = Codebook(
    id="proef",
    title="Proef",
    language="nl",
    version="1",
    themes=(
        Theme(id="weer", label="Weer", examples=("regen", "het regent")),
        Theme(id="afstand", label="Afstand", examples=("te ver",)),
    ),
)
PROMPT = make_prompt(BOOK, "Wat houdt u tegen?", version="p1", examples=1)
TIMEOUT = 0.5


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the client waited before it tried again."""
    return []


@pytest.fixture
def model() -> FakeModel:
    """A model that knows two words."""
    return FakeModel(words={"regen": "t1", "ver": "t2"})


@pytest.fixture
def caller(model: FakeModel, waits: list[float]) -> Iterator[Caller]:
    """Asks the model, and doesn't really wait."""
    with serving(model) as address:
        place = server_address(Llm(server=address, model=model.name))
        with ModelClient(place, timeout=TIMEOUT, parallel=1, sleep=waits.append) as client:
            yield Caller(client, model.name, PROMPT)


def test_reply_is_read(caller: Caller) -> None:
    """A server without faults says of each code whether it is there, and how probable that is."""
    reply = caller.ask("regen")

    assert isinstance(reply, Reply)
    assert reply.said == (True, False, False)
    assert reply.probabilities == pytest.approx((0.9, 0.1, 0.1))


@pytest.mark.parametrize(
    "fault", [*CONTENTS, "html", "empty-body", "not-utf8", "no-choices", "two-choices", "deep"]
)
def test_invalid_reply_is_asked_once_more(caller: Caller, model: FakeModel, fault: str) -> None:
    """What isn't exactly the form that was asked is invalid; the second try counts."""
    model.faults = {"regen": [fault], "ver": fault}

    again = caller.ask("regen")
    twice = caller.ask("te ver")

    assert isinstance(again, Reply)
    assert isinstance(twice, InvalidReply)
    assert len(model.texts) == 4


@pytest.mark.parametrize("fault", ["no-logprobs", "nan", "logprobs-renormalised"])
def test_lost_logprobs_are_invalid(caller: Caller, model: FakeModel, fault: str) -> None:
    """A server that gave log-probabilities must go on giving them; one that never did may not."""
    model.all_faults = fault

    with_them = caller.ask("regen", "probabilities")
    without = caller.ask("regen", "yes-no")

    assert isinstance(with_them, InvalidReply)
    assert isinstance(without, Reply)
    assert without.probabilities is None


@pytest.mark.parametrize("fault", ["all-themes", "system-fingerprint-changes"])
def test_odd_reply_is_a_reply(caller: Caller, model: FakeModel, fault: str) -> None:
    """All codes at once is a reply, whatever it is worth; so is one from a new build."""
    model.all_faults = fault

    assert isinstance(caller.ask("regen"), Reply)


@pytest.mark.parametrize("fault", ["500", "429", "429-date", "503-loading", "drop", "half"])
def test_passing_failure_is_tried_again(
    caller: Caller, model: FakeModel, waits: list[float], fault: str
) -> None:
    """A busy or broken server is tried three times more, each time after a longer wait."""
    model.faults = {"regen": [fault] * RETRIES, "ver": fault}

    reply = caller.ask("regen")
    with pytest.raises(CallFailedError):
        caller.ask("te ver")

    assert isinstance(reply, Reply)
    assert len(model.texts) == 2 * (RETRIES + 1)
    assert waits == ([7.0] * 6 if fault == "429" else [0.5, 1.0, 2.0] * 2)


def test_patience_has_an_end(caller: Caller, model: FakeModel, waits: list[float]) -> None:
    """A server that asks to wait for a year gets half a minute."""
    model.faults = {"regen": ["429-year"]}

    caller.ask("regen")

    assert waits == [LONGEST_WAIT]


@pytest.mark.parametrize("fault", ["400-context", "huge", "packed", "never", "drip"])
def test_failed_call_is_not_tried_again(caller: Caller, model: FakeModel, fault: str) -> None:
    """What would end the same way is not tried again, and another text is asked."""
    model.faults = {"regen": fault}

    with pytest.raises(CallFailedError):
        caller.ask("regen")

    assert len(model.texts) == 1
    assert isinstance(caller.ask("te ver"), Reply)


def test_what_a_server_says_is_not_kept(asked_study, model: FakeModel) -> None:
    """The message of an error may quote the answer: the file has the status alone."""
    model.faults = {"van hem": "400-context"}
    folder = asked_study()

    asked(folder)

    kept = (folder / "replies" / "nadelen.jsonl").read_text("ascii")
    assert '"why":"status 400"' in kept
    assert "context size" not in kept


def test_client_needs_the_optional_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without httpx one line says what to install."""
    monkeypatch.setitem(sys.modules, "httpx", None)
    place = server_address(Llm(server="http://127.0.0.1:1/v1", model="x"))

    with pytest.raises(MissingExtraError, match=r"turven\[llm\]"):
        ModelClient(place, timeout=TIMEOUT, parallel=1)


@pytest.mark.parametrize("fault", ["redirect", "401", "404-model"])
def test_unusable_server_is_refused(caller: Caller, model: FakeModel, fault: str) -> None:
    """A redirect is not followed; it, a password or an unknown model end asking at once."""
    model.all_faults = fault

    with pytest.raises(ServerRefusedError, match=r"http://127\.0\.0\.1:"):
        caller.ask("regen")

    assert len(model.texts) == 1


def test_closed_port_is_told() -> None:
    """Where nobody listens nothing is asked."""
    place = server_address(Llm(server=f"http://127.0.0.1:{closed_port()}/v1", model="x"))

    with pytest.raises(ServerGoneError):
        ModelClient(place, timeout=TIMEOUT, parallel=1)


def test_dead_server_is_told(caller: Caller, model: FakeModel) -> None:
    """A server that dies between two calls is gone, after three more tries."""
    caller.ask("regen")
    model.dies_after = len(model.requests)

    with pytest.raises(ServerGoneError):
        caller.ask("te ver")


def test_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that the environment names sees no answer."""
    proxy = f"http://127.0.0.1:{closed_port()}"
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving(FakeModel(words={})) as address:
        place = server_address(Llm(server=address, model="x"))
        with ModelClient(place, timeout=TIMEOUT, parallel=1) as client:
            reply = Caller(client, "proef-7b", PROMPT).ask("regen")

    assert isinstance(reply, Reply)


def test_password_file_of_the_environment_is_not_sent(
    model: FakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in a netrc file stays there."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login anna password geheim\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))

    with serving(model) as address:
        place = server_address(Llm(server=address, model="x"))
        with ModelClient(place, timeout=TIMEOUT, parallel=1) as client:
            Caller(client, "x", PROMPT).ask("regen")

    assert "Authorization" not in model.headers[-1]


def test_connection_goes_to_the_address_that_was_looked_at(model: FakeModel) -> None:
    """A name is resolved once: the call goes to its address, in the name of the host."""
    names: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        names.append(host)
        return ["127.0.0.1"]

    with serving(model) as address:
        server = address.replace("127.0.0.1", "model.example")
        place = server_address(Llm(server=server, model="x"), resolve)
        with ModelClient(place, timeout=TIMEOUT, parallel=1) as client:
            Caller(client, "x", PROMPT).ask("regen")
            Caller(client, "x", PROMPT).ask("ver")

    assert names == ["model.example"]
    assert model.headers[-1]["Host"] == server.removeprefix("http://").removesuffix("/v1")


def test_second_address_is_tried(model: FakeModel) -> None:
    """Where localhost is ::1 and 127.0.0.1, and the server listens at one, that one is found."""
    with serving(model) as address:
        place = server_address(
            Llm(server=address, model="x"), lambda *_: ["127.0.0.9", "127.0.0.1"]
        )
        with ModelClient(place, timeout=TIMEOUT, parallel=1) as client:
            assert isinstance(Caller(client, "x", PROMPT).ask("regen"), Reply)


@pytest.mark.parametrize(
    "fault", ["schema-ignored", "prose", "fenced", "html", "500", "400-context"]
)
def test_server_that_drops_the_form_is_refused(
    caller: Caller, model: FakeModel, fault: str
) -> None:
    """A test question shows whether the server holds a model to the form of a reply."""
    check_form(caller.client, "x")
    model.form_fault = fault

    with pytest.raises(MisuseError, match=r"JSON schema|can't be used"):
        check_form(caller.client, "x")


@pytest.mark.parametrize("fault", ["400-context", "refusal"])
def test_prompt_that_does_not_fit_is_told_before_any_answer(
    caller: Caller, model: FakeModel, fault: str
) -> None:
    """A test question with the whole prompt shows whether it fits the model."""
    model.all_faults = fault

    with pytest.raises(MisuseError, match="a larger context, fewer examples"):
        recognise(caller, BOOK, "nadelen")


def test_test_questions_are_of_different_texts() -> None:
    """An example that themes share is asked once; a theme without examples is asked by its label."""
    themes = [
        Theme(id=name, label=name.upper(), examples=examples)
        for name, examples in (("a", ("x", "y")), ("b", ("y",)), ("c", ()), ("d", ("z",)))
    ]

    assert canary_texts(replace(BOOK, themes=tuple(themes))) == ["y", "C", "z"]
    assert canary_texts(replace(BOOK, themes=())) == ["Proef"]


def test_readout_is_yes_or_no_without_logprobs(caller: Caller, model: FakeModel) -> None:
    """The test questions show whether the server gives log-probabilities that tell anything."""
    with_them = recognise(caller, BOOK, "nadelen").readout
    model.all_faults = "logprobs-renormalised"

    without = recognise(caller, BOOK, "nadelen").readout

    assert (with_them, without) == ("probabilities", "yes-no")


def asked(folder: Path, **options: object):
    """Ask without waiting between calls."""
    return ask(folder, sleep=lambda seconds: None, **options)


def test_every_outcome_is_counted(asked_study, model: FakeModel) -> None:
    """Asked is replied, invalid and failed together; an invalid text is left, a failed one waits."""
    model.faults = {"van hem": "refusal", "zomaar": "400-context"}
    (question,) = asked(asked_study()).questions

    assert (question.replied, question.invalid, question.failed) == (5, 1, 1)
    assert question.replies.asked == 7
    assert len(question.waiting) == 1


def test_failed_text_is_asked_again(asked_study, model: FakeModel) -> None:
    """When the server can do it after all, the reply counts."""
    model.faults = {"zomaar": "400-context"}
    asked(asked_study())
    model.faults = {}

    (question,) = asked(asked_study()).questions

    assert (question.replied, question.failed, question.waiting) == (7, 0, ())


def test_many_failures_in_a_row_stop_asking(asked_study, model: FakeModel) -> None:
    """After ten texts without a reply the others are left, and what was replied is kept."""
    folder = asked_study()
    rows = "".join(f"x{i};klein;kapot {i};\n" for i in range(80))
    export = folder / "a-2024.csv"
    export.write_text(export.read_text("utf-8") + rows, encoding="utf-8")
    model.faults = {"kapot": "400-context"}

    result = asked(folder)

    assert f"{MOST_FAILURES} texts in a row got no reply: status 400" in result.stopped
    assert result.questions[0].failed < 40
    assert result.waiting > 40


def test_model_that_changes_in_mid_run_stops_asking(asked_study, model: FakeModel) -> None:
    """If the server calls its model otherwise than at the start, no further reply is kept."""
    model.faults = {"zomaar": "other-model"}

    result = asked(asked_study())

    assert "now calls its model 'another" in result.stopped
    assert result.questions[0].failed == result.questions[0].invalid == 0
    assert result.waiting >= 1


def test_model_that_flips_is_not_gone_on_with(asked_study, model: FakeModel) -> None:
    """A model that says something else each time is found out by the known texts."""
    model.all_faults = "flips"
    model.dies_after = 7
    asked(asked_study())
    model.dies_after = 10**9
    other = FakeModel(words=model.words, all_faults="flips", requests=[{}])

    with serving(other) as address, pytest.raises(MisuseError, match="otherwise"):
        asked(asked_study(server=address))


def test_redirect_in_mid_run_stops_asking(asked_study, model: FakeModel) -> None:
    """A server that begins to send elsewhere is asked nothing more; replies are kept."""
    model.faults = {"zomaar": "redirect"}

    result = asked(asked_study())

    assert "it sends elsewhere" in result.stopped
    assert result.waiting >= 1


def test_closed_port_leaves_all_to_ask(asked_study) -> None:
    """A server that isn't there is no error: all is left to ask."""
    result = asked(asked_study(server=f"http://127.0.0.1:{closed_port()}/v1"))

    assert "no server answers at" in result.stopped
    assert result.waiting == 7


def test_socket_of_another_service_is_told(asked_study) -> None:
    """Something that listens and says nothing in time is told before any answer is sent."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"

        with pytest.raises(MisuseError, match=r"no reply in 0\.2 seconds"):
            asked(asked_study(server=address, timeout=0.2))
