"""Floors for finding personal data, on two sets of fictional sentences by the same hand: one that
the finder was tuned on, and one that was written before it was tried on any, and used once. Kinds
with a form need nothing else; names and places need the lists of the optional part, whose first
load takes minutes.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sentences import TOOLS, scores, sentences

from pipeline.privacy import FREE_KINDS, Redactor, allowed_terms, can_find_names, dutch_names

SETS = ("privacy-tuned", "privacy-unseen")
RECALL = {
    "privacy-tuned": {"name": 1.0, "place": 1.0},
    "privacy-unseen": {"name": 0.86, "place": 1.0},
}
PRECISION = {"privacy-tuned": 0.97, "privacy-unseen": 0.95}


@pytest.mark.parametrize("with_libraries", [True, False])
@pytest.mark.parametrize("name", SETS)
def test_what_has_a_form(name: str, with_libraries: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything with a form is wholly found, and nothing else is taken for it; libraries or none."""
    if not with_libraries:
        monkeypatch.setattr("pipeline.privacy.known_numbers.is_installed", lambda library: False)

    found = scores(sentences(name), Redactor())["formed"]
    assert found.there >= 30
    assert (found.covered, found.right) == (found.there, found.made)


@pytest.mark.parametrize("name", SETS)
def test_sets_are_large_and_hold_clean_sentences(name: str) -> None:
    """Each set has sixty sentences, a third of which are clean."""
    of = sentences(name)
    assert len(of) >= 60
    assert sum(not sentence.finds for sentence in of) >= 20


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    """What redacts Dutch, names too."""
    if not can_find_names():
        pytest.skip("deduce is not installed: pip install 'turven[pii]'")
    return Redactor("nl", dutch_names(), allowed_terms(TOOLS))


@pytest.mark.slow
class TestNames:
    """With the lists of names."""

    @pytest.mark.parametrize("name", SETS)
    def test_names_and_places(self, redactor: Redactor, name: str) -> None:
        """As measured in docs/privacy.md."""
        found = scores(sentences(name), redactor)
        for kind in FREE_KINDS:
            assert found[kind].covered / found[kind].there >= RECALL[name][kind], kind
        assert found["all"].right / found["all"].made >= PRECISION[name]
        assert found["formed"].covered == found["formed"].there

    @pytest.mark.parametrize("name", SETS)
    def test_again_changes_nothing(self, redactor: Redactor, name: str) -> None:
        """Redacting what was redacted finds nothing more, and the same text gives the same
        twice."""
        for sentence in sentences(name):
            once = redactor.redact(sentence.text)
            assert once == redactor.redact(sentence.text)
            assert redactor.redact(once.text).text == once.text

    def test_example_study(self) -> None:
        """In its answers, which hold no personal data, at most two stretches are marked."""
        from pipeline.codebook.study_codebooks import read_codebooks
        from pipeline.ingest import read_answers
        from pipeline.privacy.redact import study_redactor
        from pipeline.study import read_study

        study = read_study(Path(__file__).parents[2] / "data" / "ai-monitor")
        found = study_redactor(study, read_codebooks(study), names=True)
        texts = [text for batch in read_answers(study) for text in batch.answers["text"].tolist()]
        assert len(texts) >= 600
        assert sum(len(found.redact(text).finds) for text in texts) <= 2

    def test_the_log_of_the_program_is_left_alone(
        self, redactor: Redactor, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Loading the lists turns on no log of others, and finding prints nothing."""
        import logging

        redactor.redact("Jan de Vries uit Rotterdam")
        assert logging.getLogger().level > logging.DEBUG
        assert capsys.readouterr().out == ""
