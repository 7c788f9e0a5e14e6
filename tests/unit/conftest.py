"""A small survey, written to a fresh folder: two waves, two questions, labels.

Everything in it is fictional.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pipeline.run import Run

STUDY = """\
study: fietsen
title: Fietsen naar het werk
language: nl
respondent: {column: id, unit: respondent, population: 50}
codebooks: boeken
waves:
  - {id: "2024", files: [a-2024.csv]}
  - {id: "2025", files: [a-2025.csv]}
segments:
  grootte: {column: grootte, values: [klein, groot]}
labels: [labels.csv]
questions:
  nadelen: {column: q1, text: "Wat houdt u tegen?", show: themes}
  voordelen: {column: q2, text: "Wat vindt u er fijn aan?", show: list}
"""

NADELEN = """\
id: nadelen
title: Wat u tegenhoudt
language: nl
version: "1"
themes:
  - id: weer
    label: Weer
    definition: Regen, wind en kou.
    examples: ["het regent te vaak", "wind tegen"]
    counterexamples: ["te ver"]
    rules: ["slecht weer"]
    themes:
      - id: regen
        label: Regen
        definition: Nat worden.
        examples: ["het regent te vaak"]
        rules: ["regen*", {any: [nat], not: [natuur], id: nat}]
      - id: wind
        label: Wind
        definition: Tegenwind.
        examples: ["wind tegen"]
        rules: ["*wind"]
  - id: afstand
    label: Afstand
    definition: Het werk is te ver weg.
    examples: ["te ver"]
    counterexamples: ["het regent te vaak"]
    rules: ["te ver", "kilometer"]
special:
  overig:
    rules: ["zomaar"]
"""

VOORDELEN = """\
id: voordelen
title: Wat fijn is
language: nl
version: "1"
themes:
  - id: gezond
    label: Gezond
    definition: Beweging en frisse lucht.
    examples: ["gezond", "lekker buiten"]
    counterexamples: ["goedkoop"]
    rules: ["gezond*", "beweg*", "buiten"]
  - id: goedkoop
    label: Goedkoop
    definition: Het kost weinig.
    examples: ["goedkoop"]
    counterexamples: ["gezond"]
    rules: ["goedkoop", "geen benzine"]
"""

WAVES = {
    "a-2024.csv": """\
id;grootte;q1;q2
g01;klein;Het regent te vaak en er is altijd tegenwind;gezond
g02;klein;te ver;
g03;groot;slecht weer;Goedkoop en gezond!
g04;groot;n.v.t.;weet niet
""",
    "a-2025.csv": """\
id;grootte;q1;q2
g01;klein;  Nat worden 🌧️ en twintig kilometer;lekker buiten
g02;klein;zomaar;bewegen, en geen benzine
g03;groot;;goedkoop
g04;groot;Dat mag ik niet van hem;gezond
g05;;de wind;-
;klein;zonder nummer;gezond
""",
}

LABELS = """\
wave,respondent_id,question,theme,coder
2024,g01,nadelen,afstand,anna
2024,g03,nadelen,regen,anna
2024,g03,nadelen,wind,bob
2024,g04,voordelen,overig,anna
2025,g02,nadelen,geen-antwoord,anna
2024,g02,nadelen,afstnd,anna
2025,g99,nadelen,weer,anna
"""


@pytest.fixture(scope="session")
def survey_files() -> dict[str, str]:
    """The files of the survey: name -> content."""
    books = {"boeken/nadelen.yaml": NADELEN, "boeken/voordelen.yaml": VOORDELEN}
    return {"study.yaml": STUDY, "labels.csv": LABELS, **books, **WAVES}


def write(folder: Path, files: dict[str, str]) -> Path:
    """The folder with those files in it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def survey(tmp_path: Path, survey_files: dict[str, str]) -> Path:
    """The survey's folder, free to change."""
    return write(tmp_path / "studie", survey_files)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, survey_files: dict[str, str]) -> Run:
    """One run of the survey, only to look at.

    Its outputs lie in `run.folder`, its study in `studie` beside that.
    """
    from pipeline.run import run

    folder = tmp_path_factory.mktemp("klaar")
    return run(write(folder / "studie", survey_files), out=folder / "uit")
