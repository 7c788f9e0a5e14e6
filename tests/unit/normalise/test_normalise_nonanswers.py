"""Which answers answer nothing."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.language import language
from pipeline.normalise import NonAnswers
from pipeline.normalise.non_answers import LONGEST

DUTCH = NonAnswers(language("nl"))
ENGLISH = NonAnswers(language("en"))

NOTHING = """
nvt
n.v.t.
N.V.T.
n.v.t
nvt.
n v t
n.n.b.
nnb
n.b.
n/a
N/A
x
xxx
XX
test
Test
-
--
...
…
?
??
!
.
/
'
()
🙂
👍👍
nee
Nee.
Nee!
neen
neee
nee hoor
nee joh
nee, niet
nope
nop
geen
Geen
geen.
(geen)
"geen"
- geen
nog geen
niets
Niets.
niks
nog niks
nog nix
noppes
nihil
niemand
nergens
niets bijzonders
niks speciaals
nog niets concreets
niet bekend
nog niet bekend
nog niet
is nog niet bekend
Dit is nog niet bekend
op dit moment niet
momenteel geen
niet van toepassing
Niet van toepassing.
niet van toepassing op ons
niet aan de orde
niet relevant
onbekend
Onbekend.
geen idee
Geen idee!
geen flauw idee
geen idee, sorry
echt geen idee
ik heb geen idee
Wij hebben geen idee
Heb hier geen idee van
geen mening
geen antwoord
geen opmerkingen
geen toelichting
geen ervaring
geen ervaring mee
daar heb ik geen zicht op
Daar heb ik nog geen zicht op
weet ik niet
Weet ik niet.
weet niet
ik weet het niet
Dat weet ik niet
dat weet ik eerlijk gezegd niet
Weet ik nog niet, moet eerst maar eens blijken.
ik zou het niet weten
zou ik niet weten
weet ik zo niet
kan ik niet zeggen
Dat durf ik niet te zeggen
dat zeggen we liever niet
vertrouwelijk
zie boven
Zie hierboven
zie vorige vraag
zie antwoord bij vraag 3
zie antwoord hierboven
idem
Idem.
dito
hetzelfde
hetzelfde als vorig jaar
conform vorig jaar
als boven
zie bijlage
zie website
eerder genoemd
al eerder beantwoord
volgt
volgt nog
komt nog
nog te bepalen
nader te bepalen
nog in te vullen
in te vullen
nog in ontwikkeling
in de maak
in voorbereiding
daar hebben we het eerlijkgezegt nog nooit over gehad
daar hebben we nog nooit over nagedacht
daar komen we niet aan toe
daar zijn we nog niet mee bezig
blanco
leeg
pas
skip
tbd
geen commentaar
begrijp de vraag niet
vraag onduidelijk
vraag is niet duidelijk
nee, nog niet
nee; nog niks
niet bekend - nog niks
nee (nog niet)
  geen  idee
Dat weet ik niet, moet u de CISO vragen
"""

SOMETHING = """
geen tijd
geen geld
geen tijd en geen mensen
geen geld geen mensen geen plan :)
geen AI-kennis in huis
geen capaciteit
geen beleid
nog geen beleid vastgesteld
geen draagvlak bij het bestuur
niet iedereen is even handig
niet duidelijk wie eigenaar is
niemand voelt zich verantwoordelijk
niets doen is ook een risico
niks mis mee
weet niet hoe we dit moeten aanpakken
wij weten niet wat collega's invoeren
weten wat je invoert
nee, maar we maken ons wel zorgen over privacy
nee: te duur
ja
Ja, privacy
privacy
AVG
CISO
n.v.t. voor het college, wel voor de raad
test met Copilot
testen
een pas op de plaats
pas sinds kort
onbekendheid met AI
onbekend maakt onbemind
zie je steeds meer gebeuren
zie de risico's niet over het hoofd
als de leverancier stopt
volgt de AVG
volgen wat anderen doen
x als maat
xls-bestanden
idem voor brieven en verslagen
wel
?! wat een vraag
alles
vertrouwelijke gegevens
vertrouwelijkheid
ervaring ontbreekt
geen ervaren collega's
geen zicht op wat collega's invoeren in ChatGPT
geen overzicht van wat er gebruikt wordt
daar hebben we geen geld voor
daar hebben we een werkgroep voor
daar komen veel vragen over binnen
te bepalen wie beslist
nergens vastgelegd wie beslist
leegloop van personeel
nihilisme
hetzelfde werk in minder tijd
0
5
18 uur per week
geen zicht op de risico's
geen inzicht in algoritmes
geen informatie over de leverancier
nee, nog geen capaciteit
niets, eerst moet de data op orde
niet, eerst beleid maken
nul komma nul vertrouwen
"""

ENGLISH_NOTHING = """
n/a
N.A.
na
none
None.
nothing
no
nope
not applicable
no comment
no idea
No answer
I don't know
i don’t know
we do not know yet
I really don't know, sorry
not yet known
not sure
see above
see previous question
same as above
unknown
tbd
-
idem
don't know, ask the CIO
"""

ENGLISH_SOMETHING = """
no time
no money, no people
not enough staff
nothing beats a human
none of our staff is trained
I don't know how to start
see the risks
unknown suppliers
privacy
no idea who owns it
same as above, and cost
not sure about privacy
"""


def lines(texts: str) -> list[Any]:
    """The answers in a block; one behind [open] is known to be told wrongly."""
    wrong = pytest.mark.xfail(strict=True, reason="open: told wrongly")
    return [
        pytest.param(
            line.removeprefix("[open] "), marks=[wrong] if line.startswith("[open] ") else []
        )
        for line in texts.strip("\n").split("\n")
    ]


@pytest.mark.parametrize("text", lines(NOTHING))
def test_dutch_non_answer(text: str) -> None:
    """Whoever writes this answers nothing."""
    assert DUTCH.why(text)


@pytest.mark.parametrize("text", lines(SOMETHING))
def test_dutch_answer(text: str) -> None:
    """Whoever writes this says something, although it looks like nothing."""
    assert DUTCH.why(text) == ""


@pytest.mark.parametrize("text", lines(ENGLISH_NOTHING))
def test_english_non_answer(text: str) -> None:
    """Whoever writes this answers nothing."""
    assert ENGLISH.why(text)


@pytest.mark.parametrize("text", lines(ENGLISH_SOMETHING))
def test_english_answer(text: str) -> None:
    """Whoever writes this says something, although it looks like nothing."""
    assert ENGLISH.why(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" \t\n\xa0", "empty"),
        ("?!", "no words"),
        ("-" * (LONGEST + 1), "no words"),
        ("N.V.T.", "non-answer: n.v.t"),
        ("  Géén   idee! ", "non-answer: geen idee"),
        ("geen\xa0idee", "non-answer: geen idee"),
        ("Nee\nnog niet", "non-answer: nee nog niet"),
    ],
)
def test_why(text: str, why: str) -> None:
    """The reason says that the answer is empty, holds no words, or which words say nothing,
    folded."""
    assert DUTCH.why(text) == why


@pytest.mark.parametrize("behind", [" ", "\n", "\xa0", "\u3000", "\u2028"])
def test_white_space_behind_signs(behind: str) -> None:
    """White space after the sign that closes an answer changes nothing."""
    assert DUTCH.why("'geen'" + behind) == DUTCH.why("'geen'") == "non-answer: geen"


def test_whoever_writes_much_says_something() -> None:
    """A long answer is no non-answer, though each of its clauses may be one."""
    long = ", ".join(["geen idee"] * 20)
    assert len(long) > LONGEST
    assert DUTCH.why(long) == ""
    assert DUTCH.why(", ".join(["geen idee"] * 3))


def test_a_language_without_file_knows_empty_answers_only() -> None:
    """Where nothing is known of the language, only what holds no words answers nothing."""
    unknown = NonAnswers(language("xx"))
    assert unknown.why("-") == "no words"
    assert unknown.why("geen") == ""
