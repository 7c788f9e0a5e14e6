"""People and machine: shares are corrected, and waves compared, by what each finds by itself.

The studies are of one question whose rule finds `geld` but not `centen`, which people code as the
same theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.counts.intervals import score_interval
from pipeline.decisions import Decision, Occasion, Subject, Verdict
from pipeline.decisions.study_log import open_log
from pipeline.normalise import text_hash
from pipeline.run import Run, run
from pipeline.study import read_study

FOUND, MISSED, OTHER = "geld", "centen", "regen"
"""Words of answers: with the theme by rule and people, by people alone, and without it."""

STUDY = """
study: s
title: Studie
language: nl
respondent: {column: id, unit: mens, unit_plural: mensen}
waves: [{id: "1", files: [een.csv]}, {id: "2", files: [twee.csv]}]
questions: {q: {column: q, text: Wat?, classifier: false}}
codebooks: codebooks
"""

CODEBOOK = """
id: q
title: Wat
language: nl
version: "1"
themes:
  - {id: geld, label: Geld, definition: Over geld, rules: [geld]}
"""

Answers = Sequence[str]


def answers_of(word: str, number: int, start: int = 0) -> list[str]:
    """Answers that differ, with that word."""
    return [f"{word} zaak {start + i}" for i in range(number)]


def make_study(folder: Path, first: Answers, second: Answers) -> Path:
    """Write a study with these answers in its two waves; respondents are 0, 1, 2, ..."""
    (folder / "codebooks").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "codebooks" / "q.yaml").write_text(CODEBOOK, encoding="utf-8")
    for name, texts in (("een", first), ("twee", second)):
        rows = pd.DataFrame({"id": range(len(texts)), "q": texts})
        rows.to_csv(folder / f"{name}.csv", index=False)
    return folder


def weigh(study: Path, *weights: Sequence[float]) -> None:
    """Give the respondents of each wave these weights."""
    file = study / "study.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "weights: {column: gewicht}\n", encoding="utf-8")
    for name, of_wave in zip(("een", "twee"), weights, strict=True):
        rows = pd.read_csv(study / f"{name}.csv")
        rows.assign(gewicht=of_wave).to_csv(study / f"{name}.csv", index=False)


def decide(
    study: Path, wave: str, answers: Answers, which: Sequence[int], probability: float = 0.0
) -> None:
    """Decide on answers of a wave as people do; drawn by chance if there is a probability."""
    queue = "random" if probability else "uncertain"
    made = []
    for who in which:
        text = answers[who]
        code = "overig" if text.startswith(OTHER) else "geld"
        made.append(
            Decision(
                id=f"{wave}/{who}/{queue}",
                at="2026-03-02T09:00:00.000000Z",
                reviewer="anna",
                subject=Subject("q", wave, str(who), text_hash(text), "alike"),
                verdicts=(Verdict(code, "add"),),
                occasion=Occasion(queue=queue, probability=probability),
            )
        )
    with open_log(read_study(study)) as log:
        log.append(made)


def finished(study: Path) -> Run:
    """The finished run of a study."""
    return run(study, out=study / "out")


def change_of(done: Run) -> pd.Series:
    """The row of the theme in changes.csv."""
    changes = pd.read_csv(done.folder / "report" / "changes.csv")
    return changes[changes["theme"] == "geld"].iloc[0]


WITH_RULES = "\ndisclosure: {base: 5, n: 3}\n"

HALF_MISSED = [*answers_of(FOUND, 30), *answers_of(MISSED, 30), *answers_of(OTHER, 40)]
"""A hundred answers, of which people code 60 with the theme and the rule half of these."""


def test_people_then_machine_is_no_change(tmp_path: Path) -> None:
    """A wave coded by people is compared with one by the machine as the machine finds both.

    As counted the share falls from 60% to 30%, though nobody says anything else.
    """
    study = make_study(tmp_path / "s", HALF_MISSED, [f"{text} nu" for text in HALF_MISSED])
    decide(study, "1", HALF_MISSED, range(100))
    done = finished(study)
    shares = done.counts[done.counts["theme"] == "geld"].set_index("wave")["share"]
    change = change_of(done)

    assert (shares["1"], shares["2"]) == (0.6, 0.3)
    assert (change["instrument"], change["verdict"]) == ("machine_alone", "same")
    assert (change["share_before"], change["share_now"]) == (0.3, 0.3)


@pytest.mark.slow
def test_change_is_found_by_the_machine_alone(tmp_path: Path) -> None:
    """A change that the machine sees in both waves is one, whoever coded a part."""
    later = [*answers_of(FOUND, 70), *answers_of(OTHER, 30)]
    study = make_study(tmp_path / "s", HALF_MISSED, later)
    decide(study, "1", HALF_MISSED, range(100))
    change = change_of(finished(study))

    assert (change["instrument"], change["verdict"]) == ("machine_alone", "up")
    assert change["difference"] == pytest.approx(0.4)


@pytest.mark.slow
def test_waves_that_people_coded_are_compared_as_counted(tmp_path: Path) -> None:
    """People are one instrument: what they found in both waves may be compared."""
    later = [*answers_of(MISSED, 10, start=50), *answers_of(OTHER, 90, start=50)]
    study = make_study(tmp_path / "s", HALF_MISSED, later)
    decide(study, "1", HALF_MISSED, range(100))
    decide(study, "2", later, range(100))
    change = change_of(finished(study))

    assert (change["instrument"], change["verdict"]) == ("people", "down")
    assert (change["share_before"], change["share_now"]) == (0.6, 0.1)


@pytest.mark.slow
def test_nothing_is_compared_where_the_machine_finds_nothing(tmp_path: Path) -> None:
    """Without an instrument that coded both waves there is no verdict, and a sentence says why."""
    first = [*answers_of(MISSED, 30), *answers_of(OTHER, 10)]
    study = make_study(tmp_path / "s", first, answers_of(FOUND, 40))
    decide(study, "1", first, range(40))
    done = finished(study)
    page = (done.folder / "report" / "report.html").read_text(encoding="utf-8")

    assert tuple(change_of(done)[["instrument", "verdict"]]) == ("none", "unknown")
    assert "een verandering is niet aan te tonen" in page


LEARNING = STUDY.replace(", classifier: false", "")
"""The study whose classifier learns from the labels."""


def learn(study: Path, labels: Answers = ()) -> None:
    """Let the classifier of the study learn; `labels` are answers of wave 1 labelled in a file."""
    text = LEARNING + ("labels: [labels.csv]\n" if labels else "")
    (study / "study.yaml").write_text(text, encoding="utf-8")
    codes = ["overig" if answer.startswith(OTHER) else "geld" for answer in labels]
    rows = [f"1,{who},q,{code},anna" for who, code in enumerate(codes)]
    lines = ["wave,respondent_id,question,theme,coder", *rows]
    (study / "labels.csv").write_text("\n".join(lines), encoding="utf-8")


def test_same_answers_do_not_change_where_a_classifier_learned_from_one_wave(
    tmp_path: Path,
) -> None:
    """A classifier knows the answers that taught it better than others, and not while comparing.

    The same answers in both waves, of which people labelled those of the first.
    """
    study = make_study(tmp_path / "s", HALF_MISSED, HALF_MISSED)
    learn(study, HALF_MISSED)
    change = change_of(finished(study))

    assert (change["instrument"], change["verdict"]) == ("machine_alone", "same")
    assert change["share_before"] == change["share_now"]


@pytest.mark.slow
def test_change_is_found_by_a_classifier(tmp_path: Path) -> None:
    """A change is found that only the labels of other answers teach the machine to see."""
    later = [*answers_of(MISSED, 80, start=200), *answers_of(OTHER, 20, start=200)]
    first = [*answers_of(MISSED, 20), *answers_of(OTHER, 80)]
    study = make_study(tmp_path / "s", first, later)
    learn(study)
    decide(study, "1", first, range(100))
    change = change_of(finished(study))

    assert (change["instrument"], change["verdict"]) == ("machine_alone", "up")
    assert change["difference"] > 0.4


@pytest.mark.slow
def test_bank_of_one_wave_is_left_out(tmp_path: Path) -> None:
    """A bank with last year's answers makes the machine know that wave better than the other."""
    study = make_study(tmp_path / "s", HALF_MISSED, [f"{text} nu" for text in HALF_MISSED])
    learn(study)
    bank = study / "codebooks" / "bank" / "q.csv"
    bank.parent.mkdir()
    rows = [f"{text},{'overig' if OTHER in text else 'geld'},toen" for text in HALF_MISSED]
    bank.write_text("\n".join(["text,codes,source", *rows]), encoding="utf-8")
    change = change_of(finished(study))

    assert (change["instrument"], change["verdict"]) == ("machine_alone", "same")
    assert abs(change["difference"]) < 0.1


@pytest.mark.slow
def test_base_found_by_two_instruments_is_not_compared(tmp_path: Path) -> None:
    """Who names a theme is another group by people than by machine: they do not compare."""
    study = make_study(tmp_path / "s", HALF_MISSED, [f"{text} nu" for text in HALF_MISSED])
    file = study / "study.yaml"
    text = file.read_text(encoding="utf-8")
    follow_up = "  r: {column: q, text: Hoezo?, classifier: false, filter: geld, codebook: q}\n"
    text = text.replace("questions: {q: {", "questions:\n  q: {").replace("false}}", "false}\n")
    text = text.replace("codebooks: codebooks", f"{follow_up}codebooks: codebooks")
    file.write_text(
        text + "filters: {geld: {question: q, themes: [geld], label: geld}}\n", encoding="utf-8"
    )
    decide(study, "1", HALF_MISSED, range(100))
    changes = pd.read_csv(finished(study).folder / "report" / "changes.csv")

    by_question = changes.groupby("question")["instrument"].unique()
    assert by_question["q"].tolist() == ["machine_alone"]
    assert by_question["r"].tolist() == ["none"]


def test_what_the_machine_finds_of_few_is_not_told_in_changes(tmp_path: Path) -> None:
    """A figure that only the comparison uses is guarded like one in the theme counts.

    Of the ten that people coded, the rule finds two: the share compared would tell of two people.
    """
    first = [*answers_of(FOUND, 2), *answers_of(MISSED, 8), *answers_of(OTHER, 30)]
    study = make_study(tmp_path / "s", first, answers_of(FOUND, 40))
    file = study / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + WITH_RULES, encoding="utf-8")
    decide(study, "1", first, range(40))
    change = change_of(finished(study))

    assert change["suppressed"]
    assert pd.isna(change["share_before"]) and pd.isna(change["difference"])


@pytest.mark.parametrize(
    "others", [30, *(pytest.param(n, marks=pytest.mark.slow) for n in (0, 50))]
)
def test_decisions_outside_the_sample_correct_nothing(tmp_path: Path, others: int) -> None:
    """The sample tells what the machine misses; decisions in other queues leave that as it is.

    The sample of 40 holds as many of each kind as all 100 answers, so the corrected share is the
    true one however many others were decided.
    """
    sample = [*range(12), *range(30, 42), *range(60, 76)]
    rest = [who for who in range(100) if who not in sample]
    study = make_study(tmp_path / "s", ["weg"], HALF_MISSED)
    decide(study, "2", HALF_MISSED, sample, probability=0.4)
    # what a person picks: first of all what the rule missed
    decide(study, "2", HALF_MISSED, sorted(rest, key=lambda who: who < 30)[:others])
    corrected = pd.read_csv(finished(study).folder / "report" / "corrections.csv")
    share = corrected[corrected["theme"] == "geld"].iloc[0]

    assert share["corrected"] == pytest.approx(0.6, abs=0.005)
    assert share["low"] < 0.6 < share["high"]


def test_nothing_is_corrected_where_all_are_decided(tmp_path: Path) -> None:
    """Where people decided on every answer their share is the share, without a correction."""
    study = make_study(tmp_path / "s", ["weg"], HALF_MISSED)
    decide(study, "2", HALF_MISSED, range(40), probability=0.4)
    decide(study, "2", HALF_MISSED, range(40, 100))
    done = finished(study)
    geld = done.counts[(done.counts["theme"] == "geld") & (done.counts["wave"] == "2")]

    assert geld["share"].tolist() == [0.6]
    assert not (done.folder / "report" / "corrections.csv").exists()
    assert "orrigeerd" not in (done.folder / "report" / "report.html").read_text(encoding="utf-8")


SAMPLE = [*range(12), *range(30, 42), *range(60, 76)]
"""Of `HALF_MISSED`, as many of each kind as of the whole."""

HEAVY_NAME_IT = [10.0 if who % 10 == 0 and who < 60 else 1.0 for who in range(100)]
"""Six heavy respondents, who all have the theme."""


def weighted_correction(folder: Path, rules: str = "") -> tuple[pd.DataFrame, pd.Series]:
    """Return the published counts of the theme and its correction, in a weighted study.

    Of each of five small parts two respondents have the theme, and five have not.
    """
    study = make_study(folder, ["weg"], HALF_MISSED)
    weigh(study, [1.0], HEAVY_NAME_IT)
    file = study / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + rules, encoding="utf-8")
    for name in ("een", "twee"):
        rows = pd.read_csv(study / f"{name}.csv")
        parts = np.full(len(rows), "groot")
        for place in [*range(10), *range(60, 85)] if len(rows) > 1 else ():
            parts[place] = "abcde"[place % 5]
        rows.assign(deel=parts).to_csv(study / f"{name}.csv", index=False)
    decide(study, "2", HALF_MISSED, SAMPLE, probability=0.4)
    # two are left to the machine, so that the correction rests on all answers but these
    decide(study, "2", HALF_MISSED, [who for who in range(98) if who not in SAMPLE])
    done = finished(study)
    corrected = pd.read_csv(done.folder / "report" / "corrections.csv")
    counts = done.counts[(done.counts["theme"] == "geld") & (done.counts["wave"] == "2")]
    return counts, corrected[corrected["theme"] == "geld"].iloc[0]


def test_corrected_share_is_as_unsure_as_its_weights(tmp_path: Path) -> None:
    """Where the heavy name a theme more often, its corrected share is as unsure as the share."""
    counts, corrected = weighted_correction(tmp_path / "s")

    share = counts.iloc[0]
    low, high = score_interval(corrected["corrected"], share["effective_base"])
    assert corrected["high"] - corrected["low"] > high - low + 0.02
    assert corrected["high"] - corrected["low"] > 0.95 * (share["high"] - share["low"])


def test_corrected_share_rests_on_the_base_of_the_published_one(tmp_path: Path) -> None:
    """The effective base of a theme tells who named it, also those in a part that is hidden.

    Beside hidden figures the interval of the share is at Kish's base, and so is its correction's.
    """
    rules = "disclosure: {base: 5, n: 3}\nsegments: {deel: {column: deel, label: Deel}}\n"
    counts, corrected = weighted_correction(tmp_path / "s", rules)

    share = counts[counts["segment_variable"] == ""].iloc[0]
    low, high = score_interval(corrected["corrected"], share["effective_base"])
    assert counts["suppressed"].any()
    assert corrected["high"] - corrected["low"] == pytest.approx(high - low, abs=0.01)


def test_nothing_is_corrected_where_the_undecided_weigh_nothing(tmp_path: Path) -> None:
    """The only answer that people did not decide on weighs 0: all that counts is decided."""
    study = make_study(tmp_path / "s", ["weg"], HALF_MISSED)
    weigh(study, [1.0], [*[0.3] * 99, 0.0])
    decide(study, "2", HALF_MISSED, range(40), probability=0.4)
    decide(study, "2", HALF_MISSED, range(40, 99))

    assert not (finished(study).folder / "report" / "corrections.csv").exists()


@pytest.mark.slow
def test_empty_answers_are_no_part_of_the_sampling_frame(tmp_path: Path) -> None:
    """The sample is drawn from answers with a text, and represents those alone."""
    answers = [*HALF_MISSED, *[""] * 100]
    study = make_study(tmp_path / "s", ["weg"], answers)
    sample = [*range(12), *range(30, 42), *range(60, 76)]
    decide(study, "2", answers, sample, probability=0.4)
    corrected = pd.read_csv(finished(study).folder / "report" / "corrections.csv")
    share = corrected[corrected["theme"] == "geld"].iloc[0]

    assert share["corrected"] == pytest.approx(0.6, abs=0.005)
