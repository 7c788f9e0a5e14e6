"""Replies of a language model, written as `turven llm ask` keeps them, without a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.codebook import read_codebooks
from pipeline.coding import instrument_of, prompt_of
from pipeline.coding.llm import StoredReply, dump_line
from pipeline.normalise import text_hash
from pipeline.study import read_study

MODEL = "proef-7b"
YES, NO = 0.95, 0.05


def write_replies(
    folder: Path, question: str, codes_of: Mapping[str, Sequence[str]], *, also_of: str = ""
) -> None:
    """Give the study a language model that says these codes of each text.

    `also_of` is a second question on which the model is asked, without a reply.
    """
    questions = ", ".join(filter(None, (question, also_of)))
    file = folder / "study.yaml"
    before = file.read_text("utf-8").partition("llm:")[0]
    llm = f'server: "http://127.0.0.1:9/v1", model: {MODEL}, questions: [{questions}]'
    file.write_text(f"{before}llm: {{{llm}}}\n", encoding="utf-8")
    study = read_study(folder)
    assert study.llm is not None
    book = read_codebooks(study)[question]
    prompt = prompt_of(study.llm, study, question, book)
    instrument = instrument_of(study, study.llm, prompt, book)
    lines = []
    for text, codes in codes_of.items():
        said = {code: YES if code in codes else NO for code in prompt.codes}
        key = text_hash(text)
        lines.append(
            dump_line(StoredReply(instrument=instrument, text=key, outcome="reply", codes=said))
        )
    path = study.replies_path(question)
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(lines), encoding="ascii")
