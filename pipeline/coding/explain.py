"""Why an answer got its codes: each coding walked back to rule, words and place."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.coding.batch import code_answers
from pipeline.coding.prepare import StudyCoder, prepare
from pipeline.errors import MisuseError, did_you_mean
from pipeline.ingest import read_answers
from pipeline.study import Study


@dataclass(frozen=True)
class Because:
    """One coding of the answer: theme, its label, source, confidence, the spans of its evidence (the weightiest first) and the reason."""

    theme: str
    label: str
    source: str
    confidence: float
    spans: tuple[tuple[int, int], ...]
    why: str
    rule: str


@dataclass(frozen=True)
class Explanation:
    """An answer and why it was coded as it was."""

    wave: str
    respondent: str
    question: str
    file: str
    row: int
    verbatim: str
    because: tuple[Because, ...]


def explain(study: Study, answer: str) -> Explanation:
    """The codings of one answer, named `wave/respondent/question`, with their reasons. `MisuseError` when there is no such answer."""
    wave, respondent, question = _named(study, answer)
    for batch in read_answers(study, waves=[wave]):
        rows = batch.answers
        mine = rows[(rows["question"] == question) & (rows["respondent_id"] == respondent)]
        if len(mine):
            coder = prepare(study)
            codings = code_answers(coder, mine.reset_index(drop=True)).codings
            book = coder.books[question]
            verbatim = str(mine["text"].iloc[0])
            rules = {rule.id: rule.text for rule in book.rules}
            labels = {placed.theme.id: placed.theme.label for placed in book.placed}
            columns = (
                codings[name].tolist()
                for name in ("theme", "source", "confidence", "start", "end", "why")
            )
            because = tuple(
                Because(
                    theme,
                    labels.get(theme, theme),
                    source,
                    confidence,
                    ()
                    if start != start
                    else _spans(coder, question, verbatim, theme, source, (int(start), int(end))),
                    why,
                    rules.get(why, ""),
                )
                for theme, source, confidence, start, end, why in zip(*columns, strict=True)
            )
            first = mine.iloc[0]
            return Explanation(
                wave,
                respondent,
                question,
                str(first["file"]),
                int(first["row"]),
                str(first["text"]),
                because,
            )
    raise MisuseError(
        f"no respondent '{respondent}' in wave {wave} of study '{study.study}'; ids stand in column {study.respondent.column}"
    )


def _spans(
    coder: StudyCoder,
    question: str,
    verbatim: str,
    theme: str,
    source: str,
    evidence: tuple[int, int],
) -> tuple[tuple[int, int], ...]:
    """All words that the classifier went by, where it was the classifier; else the evidence."""
    if source != "classifier":
        return (evidence,)
    return coder.coders[question].weighty_spans(verbatim, theme) or (evidence,)


def _named(study: Study, answer: str) -> tuple[str, str, str]:
    parts = answer.split("/")
    if len(parts) < 3:
        raise MisuseError(
            f"'{answer}' names no answer; write wave/respondent/question, such as {study.wave_ids[-1]}/g01/{next(iter(study.questions))}"
        )
    wave, question, respondent = parts[0], parts[-1], "/".join(parts[1:-1])
    if wave not in study.wave_ids:
        raise MisuseError(
            f"no wave '{wave}' in study '{study.study}'; it has {', '.join(study.wave_ids)}.{did_you_mean(wave, study.wave_ids)}"
        )
    study.question(question)
    if wave not in study.asked_in(question):
        raise MisuseError(f"question '{question}' was not asked in wave {wave}")
    return wave, respondent, question
