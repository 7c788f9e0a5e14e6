"""The survey that is reviewed: why people don't cycle to work, in Dutch, with a codebook of
thirteen themes. Everything in it is fictional.
"""

from __future__ import annotations

STUDY = """\
study: fietsdag
title: Fietsen naar het werk
language: nl
respondent: {column: id, unit: medewerker}
codebooks: boeken
waves:
  - {id: "2025", files: [a.csv]}
segments:
  grootte: {column: grootte, values: [klein, groot]}
review: {sample: 5, second: 1}
questions:
  nadelen: {column: q1, text: "Wat houdt u tegen om te fietsen?", classifier: false}
  voordelen: {column: q2, text: "Wat vindt u er fijn aan?"}
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
    rules: ["slecht weer"]
    themes:
      - {id: regen, label: Regen, definition: Nat worden., use_when: Iemand wordt nat., not_when: Kou alleen., examples: ["ik word nat"], rules: ["regen*", "nat"]}
      - {id: wind, label: Wind, definition: Tegenwind., examples: ["wind tegen"], rules: ["*wind"]}
      - {id: glad, label: Gladheid en sneeuw, definition: IJs op de weg., examples: ["gladde wegen"], rules: ["glad*", "sneeuw"]}
  - {id: afstand, label: Afstand, definition: Het werk is te ver weg., examples: ["te ver"], counterexamples: ["te druk"], rules: ["te ver", "kilometer"]}
  - {id: tijd, label: Reistijd, definition: Het duurt te lang., examples: ["kost te veel tijd"], rules: ["tijd", "duurt"]}
  - id: veilig
    label: Verkeersveiligheid
    definition: Bang voor een ongeluk.
    examples: ["onveilig"]
    rules: ["onveilig*", "gevaarlijk*"]
    themes:
      - {id: druk, label: Druk verkeer, definition: Veel auto's., examples: ["te druk"], rules: ["druk*", "auto's"]}
      - {id: licht, label: Slechte verlichting, definition: Het is donker onderweg., examples: ["donker"], rules: ["donker*"]}
  - {id: stalling, label: Fietsenstalling, definition: De fiets kan nergens staan., examples: ["geen stalling"], rules: ["stalling"]}
  - {id: diefstal, label: Diefstal, definition: De fiets wordt gestolen., examples: ["fiets gestolen"], rules: ["gestolen", "diefstal"]}
  - {id: kleding, label: Kleding en douchen op het werk, definition: Omkleden en bezweet aankomen., examples: ["geen douche"], rules: ["douche*", "bezweet"]}
  - {id: kinderen, label: Kinderen wegbrengen, definition: Eerst naar school of opvang., examples: ["kinderen naar school"], rules: ["kinderen"]}
"""

VOORDELEN = """\
id: voordelen
title: Wat fijn is
language: nl
version: "1"
themes:
  - {id: gezond, label: Gezond, definition: Beweging en frisse lucht., examples: ["gezond"], rules: ["gezond*", "beweg*", "buiten"]}
  - {id: goedkoop, label: Goedkoop, definition: Het kost weinig., examples: ["goedkoop"], rules: ["goedkoop", "geen benzine"]}
"""

ANSWERS = """\
id;grootte;q1;q2
g01;klein;Te ver;gezond
g02;klein;te ver;goedkoop
g03;groot;TE  VER;gezond en goedkoop
g04;groot;Ik word nat van de regen en er is altijd tegenwind;lekker buiten
g05;klein;Te druk op de weg, auto's overal;
g06;groot;donker in de winter;geen benzine
g07;klein;de stalling is vol en mijn fiets werd gestolen;bewegen
g08;klein;gladde wegen en sneeuw;
g09;groot;kinderen naar school brengen kost te veel tijd;gezond
g10;groot;ik kom bezweet aan;
g11;klein;mijn baas wil het niet;
g12;klein;geen idee;
"""

FILES = {
    "study.yaml": STUDY,
    "boeken/nadelen.yaml": NADELEN,
    "boeken/voordelen.yaml": VOORDELEN,
    "a.csv": ANSWERS,
}
