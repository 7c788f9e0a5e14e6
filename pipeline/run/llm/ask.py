"""Asks a study's language model about every distinct text, and keeps each reply as it comes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.coding.llm import InvalidReply, Outcome, Reply, StoredReply
from pipeline.coding.llm.answer_text import is_cut
from pipeline.run.llm.address import Resolve, ServerAddress, resolve, server_address
from pipeline.run.llm.calls import Caller
from pipeline.run.llm.canaries import Recognised, check_form, check_same, recognise
from pipeline.run.llm.client import (
    CallFailedError,
    ModelClient,
    ServerGoneError,
    ServerRefusedError,
    Sleep,
)
from pipeline.run.llm.store import ReplyStore, remember_weights
from pipeline.run.llm.texts import QuestionReplies, language_model_of, question_replies
from pipeline.study import Llm, Study, as_study

MOST_FAILURES = 10
"""Texts in a row without a valid reply after which asking stops."""

CALLS_BEFORE_AN_ESTIMATE = 20


@dataclass(frozen=True)
class AskProgress:
    """How far asking is: texts done of all that waited, and the seconds it may still take.

    `seconds_left` is None before there are enough calls to tell.
    """

    question: str
    done: int
    total: int
    seconds_left: float | None


ShowAsking = Callable[[AskProgress], None]


@dataclass(frozen=True)
class Asked:
    """What is known after asking, and why it stopped before the end ('': it did not).

    `left_for` is the server's address if the answers left this machine.
    """

    questions: tuple[QuestionReplies, ...]
    stopped: str = ""
    left_for: str = ""

    @property
    def waiting(self) -> int:
        """The number of texts that are still to be asked."""
        return sum(len(question.waiting) for question in self.questions)


class _StoppedError(Exception):
    """Asking can't go on; what was replied is kept."""


@dataclass
class _Pace:
    """Tells how far asking is, and from the time so far how long it may take."""

    show: ShowAsking
    clock: Callable[[], float]
    total: int
    done: int = 0
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def tick(self, question: str) -> None:
        self.done += 1
        left = None
        if self.done >= CALLS_BEFORE_AN_ESTIMATE:
            left = (self.clock() - self.began) / self.done * (self.total - self.done)
        self.show(AskProgress(question, self.done, self.total, left))


def ask(
    study: Study | Path | str,
    questions: Collection[str] = (),
    *,
    progress: ShowAsking | None = None,
    resolve: Resolve = resolve,
    sleep: Sleep = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Asked:
    """Ask the language model about all texts that have no reply yet, of these questions or of all.

    Each reply is kept before the next; asking again goes on where it stopped. A server that is
    gone, or fails too often, is no error: `stopped` says so. A `TurvenError` for what a user can
    mend before anything is asked: an address elsewhere, a server that drops the form of a reply,
    another model than before.
    """
    study = as_study(study)
    llm = language_model_of(study)
    server = server_address(llm, resolve)
    remember_weights(study, llm)
    before = question_replies(study, questions)
    waiting = [each for each in before.values() if each.waiting]
    pace = _Pace(
        show=progress or (lambda _: None),
        clock=clock,
        total=sum(len(each.waiting) for each in waiting),
    )
    stopped = _ask_all(study, server, waiting, pace, sleep) if waiting else ""
    after = (each.read_again(study) for each in before.values())
    left_for = str(server) if waiting and not server.is_this_machine else ""
    return Asked(questions=tuple(after), stopped=stopped, left_for=left_for)


def _ask_all(
    study: Study,
    server: ServerAddress,
    waiting: Sequence[QuestionReplies],
    pace: _Pace,
    sleep: Sleep,
) -> str:
    """Ask the questions in order; return why it stopped before the end, or ''."""
    llm = language_model_of(study)
    try:
        with ModelClient(server, timeout=llm.timeout, parallel=llm.parallel, sleep=sleep) as client:
            check_form(client, llm.model)
            for question in waiting:
                asking = _begin(study, llm, server, question, client)
                asking.ask_waiting(llm.parallel, pace)
    except ServerGoneError as error:
        return f"no server answers at {server} ({error})"
    except _StoppedError as error:
        return str(error)
    return ""


@dataclass(frozen=True)
class _QuestionAsking:
    """Asking one question of a model that was recognised, and keeping what it replies."""

    question: QuestionReplies
    caller: Caller
    recognised: Recognised
    store: ReplyStore
    left: str

    def ask_waiting(self, parallel: int, pace: _Pace) -> None:
        """Ask the texts that wait, in order; `_StoppedError` if that can't go on."""
        failures = 0
        with ThreadPoolExecutor(parallel) as pool:
            for text, future in self._futures(pool, parallel):
                reply = self._reply(text, future)
                self.store.add(reply)
                pace.tick(self.question.question)
                failures = 0 if reply.outcome == "reply" else failures + 1
                if failures == MOST_FAILURES:
                    raise _StoppedError(f"{failures} texts in a row got no reply: {reply.why}")

    def _futures(
        self, pool: ThreadPoolExecutor, parallel: int
    ) -> Iterator[tuple[str, Future[Reply | InvalidReply]]]:
        """Yield the hash of each text with its reply to come, in order, a few ahead."""
        ahead: deque[tuple[str, Future[Reply | InvalidReply]]] = deque()
        for text in self.question.waiting:
            verbatim = self.question.texts[text]
            future = pool.submit(self.caller.ask, verbatim, self.recognised.readout)
            ahead.append((text, future))
            if len(ahead) == parallel:
                yield ahead.popleft()
        yield from ahead

    def _reply(self, text: str, future: Future[Reply | InvalidReply]) -> StoredReply:
        try:
            reply = future.result()
        except CallFailedError as error:
            return self._without_reply(text, "failed", str(error))
        except ServerRefusedError as error:
            raise _StoppedError(str(error)) from None
        if isinstance(reply, InvalidReply):
            return self._without_reply(text, "invalid", reply.why)
        if reply.model != self.recognised.served:
            was = self.recognised.served
            raise _StoppedError(
                f"the server now calls its model '{reply.model}', and '{was}' before"
            )
        return self._stored(text, reply, "reply", cut=is_cut(self.question.texts[text]))

    def _stored(self, text: str, reply: Reply, outcome: Outcome, *, cut: bool) -> StoredReply:
        probabilities = tuple(map(float, reply.said))
        if self.recognised.readout == "probabilities" and reply.probabilities is not None:
            probabilities = reply.probabilities
        return replace(
            self._without_reply(text, outcome, ""),
            codes=dict(zip(self.question.prompt.codes, probabilities, strict=True)),
            cut=cut,
        )

    def _without_reply(self, text: str, outcome: Outcome, why: str) -> StoredReply:
        return StoredReply(
            instrument=self.question.instrument,
            text=text,
            outcome=outcome,
            readout=self.recognised.readout,
            served=self.recognised.served,
            left=self.left,
            why=why,
        )

    def keep_canaries(self) -> None:
        """Keep the replies to canaries, unless they are kept already.

        They are there before any answer is asked about: if the first one breaks the connection, it
        is known all the same that answers began to leave this machine.
        """
        for text, reply in self.recognised.replies:
            kept = self.question.replies.canaries.get(text)
            if kept is None or kept.left != self.left:
                self.store.add(self._stored(text, reply, "canary", cut=False))


def _begin(
    study: Study, llm: Llm, server: ServerAddress, question: QuestionReplies, client: ModelClient
) -> _QuestionAsking:
    """Return what asks a question, once the model is known to be the one that replied before."""
    caller = Caller(client, llm.model, question.prompt)
    file = study.replies_path(question.question)
    recognised = recognise(caller, question.book, question.question)
    check_same(recognised, question.replies.canaries, question.prompt.codes, file)
    asking = _QuestionAsking(
        question=question,
        caller=caller,
        recognised=recognised,
        store=ReplyStore(file),
        left="" if server.is_this_machine else llm.leaves_this_machine,
    )
    asking.keep_canaries()
    return asking
