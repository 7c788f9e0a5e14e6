"""Answers stay on this machine, unless the study says why they may leave it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from llm_server import FakeModel, serving

from pipeline.codebook import read_codebooks
from pipeline.coding.replies import read_replies
from pipeline.errors import MisuseError
from pipeline.run.llm import ask, server_address
from pipeline.run.llm.address import is_loopback
from pipeline.study import Llm, read_study

OWN = "127.0.0.1"


def address_of(server: str, addresses: Sequence[str], reason: str = ""):
    """Return the address of a server whose host leads to these addresses."""
    return server_address(
        Llm(server=server, model="x", leaves_this_machine=reason), lambda host, port: addresses
    )


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "::1%lo"]
)
def test_own_addresses(address: str) -> None:
    """All of 127.0.0.0/8 and ::1 are this machine, in every spelling."""
    assert is_loopback(address)
    assert address_of("http://model:1234/v1", [address]).is_this_machine


@pytest.mark.parametrize(
    "address",
    ["192.168.1.20", "10.0.0.1", "0.0.0.0", "8.8.8.8", "169.254.169.254", "fe80::1", "::", "::2",
     "::ffff:10.0.0.1"],
)  # fmt: skip
def test_other_addresses_are_refused(address: str) -> None:
    """A network at home is another machine, too; the message says what to do."""
    with pytest.raises(MisuseError, match=r"is not this machine .*leaves_this_machine"):
        address_of("http://model:1234/v1", [address])


@pytest.mark.parametrize("addresses", [[OWN, "10.0.0.1"], ["10.0.0.1", OWN]])
def test_each_address_of_a_name_is_looked_at(addresses: list[str]) -> None:
    """A name with an address here and one elsewhere is refused, whichever comes first."""
    with pytest.raises(MisuseError, match=r"10\.0\.0\.1"):
        address_of("http://model/v1", addresses)


def test_reason_lets_answers_leave() -> None:
    """With the study's reason another machine is allowed, and known as such."""
    place = address_of("https://gpu.example/v1", ["10.0.0.1"], "our own server hall")

    assert not place.is_this_machine
    assert place.url_at("10.0.0.1") == "https://10.0.0.1:443/v1"


def test_address_of_six_parts_is_in_brackets() -> None:
    """An IPv6 address becomes part of a URL in brackets, and needs no name."""
    place = address_of("http://[::1]:8080/v1/", ["::1"])

    assert (place.host, place.url_at("::1")) == ("::1", "http://[::1]:8080/v1")


@pytest.mark.parametrize(
    "server",
    ["localhost:11434", "ftp://localhost/v1", "http://", "http://localhost:port", "", "/v1",
     "http://localhost:99999/v1", "http://localhost/v1?key=1", "http://localhost/v1#x", "http://[::1"],
)  # fmt: skip
def test_what_is_no_address_is_told(server: str) -> None:
    """The message shows an address that would do."""
    with pytest.raises(MisuseError, match=r"write http://127\.0\.0\.1:11434/v1"):
        address_of(server, [OWN])


def test_password_in_the_address_is_refused() -> None:
    """A password doesn't belong in study.yaml, and is not repeated in the message."""
    with pytest.raises(MisuseError) as refused:
        address_of("http://anna:geheim@localhost/v1", [OWN])

    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("fault", [OSError("no such name"), UnicodeError("label too long")])
def test_unknown_name_is_told(fault: Exception) -> None:
    """A host that nobody knows is told by its name."""

    def resolve(host: str, port: int) -> Sequence[str]:
        raise fault

    with pytest.raises(MisuseError, match="no machine is called 'modle'"):
        server_address(Llm(server="http://modle/v1", model="x"), resolve)


def test_answers_that_left_are_marked_in_the_replies(asked_study, server: str) -> None:
    """Each reply of a server elsewhere keeps the reason why its text left."""
    reason = "onze eigen serverruimte"
    elsewhere = server.replace("127.0.0.1", "gpu.example")
    folder = asked_study(server=elsewhere, leaves_this_machine=reason)

    result = ask(folder, resolve=lambda host, port: [OWN, "192.0.2.1"], sleep=lambda seconds: None)

    study = read_study(folder)
    replies = read_replies(study, "nadelen", read_codebooks(study)["nadelen"])
    assert result.left_for == elsewhere
    assert {reply.left for reply in replies.of_text.values()} == {reason}


def test_first_answer_that_breaks_the_connection_has_left(asked_study, model: FakeModel) -> None:
    """That answers began to leave is kept before the first is sent, whatever comes of it."""
    with serving(model) as address:
        folder = asked_study(
            leaves_this_machine="proef", server=address.replace("127.0.0.1", "gpu.example")
        )
        model.dies_after = 4  # one about the form, three about known texts

        ask(folder, resolve=lambda host, port: [OWN, "192.0.2.1"], sleep=lambda seconds: None)

    study = read_study(folder)
    replies = read_replies(study, "nadelen", read_codebooks(study)["nadelen"])
    assert replies.asked == 0
    assert replies.left == (("proef-7b", "proef"),)


def test_model_that_moved_elsewhere_is_known(asked_study, model: FakeModel) -> None:
    """Test questions of a server here don't hide that a later one is elsewhere."""
    with serving(model) as address:
        model.dies_after = 5
        ask(asked_study(server=address), sleep=lambda seconds: None)
    model.dies_after = 10**9
    with serving(model) as address:
        folder = asked_study(
            leaves_this_machine="proef", server=address.replace("127.0.0.1", "gpu.example")
        )
        model.dies_after = len(model.requests) + 4

        ask(folder, resolve=lambda host, port: [OWN, "192.0.2.1"], sleep=lambda seconds: None)

    study = read_study(folder)
    replies = read_replies(study, "nadelen", read_codebooks(study)["nadelen"])
    assert replies.left == (("proef-7b", "proef"),)


def test_reason_for_a_server_here_is_not_used(asked_study) -> None:
    """With a reason, but a server on this machine, no answer left and none is said to have."""
    folder = asked_study(leaves_this_machine="voor later")

    result = ask(folder, sleep=lambda seconds: None)

    assert result.left_for == ""
    assert result.questions[0].replies.left == ()


def test_nothing_is_sent_to_a_refused_server(asked_study, server: str, model: FakeModel) -> None:
    """The address is looked at before anything is asked."""
    folder = asked_study(server=server.replace("127.0.0.1", "gpu.example"))

    with pytest.raises(MisuseError, match="is not this machine"):
        ask(folder, resolve=lambda host, port: ["192.0.2.1", OWN])

    assert model.requests == []
