"""A large study for measuring: answers made from the algorithm register's texts and typical short
answers, and a codebook of 60 themes.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
from pathlib import Path

SHARED = Path(os.environ.get("TURVEN_SHARED") or Path(__file__).resolve().parents[3] / "shared")
REGISTER = SHARED / "data" / "register" / "algoritmes.json"

SHORT = """tijdwinst|efficiënter werken|sneller informatie vinden|minder administratie|betere dienstverlening|n.v.t.|weet niet|nog niets
geen idee|te weinig tijd|te weinig geld|capaciteit|privacy|AVG|informatiebeveiliging|datakwaliteit|kennis van medewerkers|weinig kennis
CISO|CIO en FG|privacy officer, CISO, jurist|kwartiermaker AI|informatieadviseur|data-analist en jurist|gemeentesecretaris|teksten schrijven
samenvatten|notulen maken|brieven herschrijven naar B1|chatbot voor inwoners|brainstormen|vertalen|vergunningen|woo-verzoeken|kosten
afhankelijkheid van leveranciers|wildgroei aan tools|onduidelijke regels|bewustwording|ethiek|geen zorgen over privacy|werkplezier""".replace(
    "\n", "|"
).split("|")


def sentences() -> list[list[str]]:
    """The sentences of every text of the register, or of made-up texts where there is no register."""
    if REGISTER.is_file():
        records = json.loads(REGISTER.read_text(encoding="utf-8"))["algoritmes"]
        texts = [record["doel"] for record in records if record.get("doel")]
    else:
        texts = [
            ". ".join(f"Het systeem {a} de {b} van de gemeente" for b in SHORT[i : i + 6])
            for i, a in enumerate(SHORT)
        ]
    return [[s for s in re.split(r"(?<=[.!?])\s+", text) if s.strip()] for text in texts]


def answers(n: int, seed: int = 1) -> list[str]:
    """n answers: 40% a few words, 40% one or two sentences, 20% paragraphs.

    A third of them say what another says.
    """
    chance = random.Random(seed)
    texts = sentences()
    flat = [s for text in texts for s in text]
    distinct = []
    for number in range(n - n // 3):
        kind = chance.random()
        if kind < 0.4:
            words = chance.choice(flat).split()
            at = chance.randrange(len(words))
            distinct.append(
                f"{chance.choice(SHORT)} {' '.join(words[at : at + chance.randrange(1, 5)])} {number % 97}"
            )
        elif kind < 0.8:
            distinct.append(" ".join(chance.sample(flat, chance.choice((1, 2)))))
        else:
            distinct.append(" ".join(chance.choice(texts)) + " " + chance.choice(flat))
    repeated = [
        chance.choice(distinct) if chance.random() < 0.3 else chance.choice(SHORT)
        for _ in range(n // 3)
    ]
    found = distinct + repeated
    chance.shuffle(found)
    return found


def vocabulary() -> list[str]:
    """The words of the corpus of at least five letters, commonest first."""
    counts: dict[str, int] = {}
    for text in sentences():
        for word in re.findall(r"[a-zà-ÿ]{5,}", " ".join(text).lower()):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda w: (-counts[w], w))


def write_codebook(path: Path, *, themes: int = 60, terms: int = 800, seed: int = 2) -> None:
    """A codebook of single words, phrases, nearness and wildcards drawn from the corpus."""
    chance = random.Random(seed)
    everything = vocabulary()
    words, rare = everything[30:4000], everything[4000:]
    rules: list[list[str]] = [[] for _ in range(themes)]
    for number in range(terms):
        kind = number % 4
        # beyond the first 800 rules the words are rare, so that more rules mean more rules and not
        # more codings
        choice = words if number < 800 else rare
        a, b = chance.choice(choice), chance.choice(choice)
        rule = (a, f"{a[: max(5, len(a) - 3)]}*", f"{a} {b}", f"{a} ~3 {b}")[kind]
        rules[number % themes].append(rule)
    lines = ["id: antwoord", "title: Antwoord", "language: nl", 'version: "1"', "themes:"]
    for number, of_theme in enumerate(rules):
        lines += [
            f"  - id: thema-{number + 1}",
            f"    label: Thema {number + 1}",
            f"    definition: over {words[number]}",
        ]
        lines += [f"    examples: ['{' '.join(chance.sample(words, 4))}']", "    rules:"]
        lines += [f"      - '{rule}'" for rule in of_theme]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_study(
    folder: Path, n: int, *, terms: int = 800, labelled: int = 200, seed: int = 1
) -> Path:
    """A study of n answers to one question with 60 themes, some labelled in an earlier wave.

    Its folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_codebook(folder / "antwoord.yaml", terms=terms)
    earlier = answers(labelled, seed=9)
    for wave, texts in (("1", earlier), ("2", answers(n, seed))):
        with (folder / f"golf-{wave}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(["id", "grootte", "antwoord"])
            writer.writerows(
                (f"r{i}", "klein" if i % 3 else "groot", text) for i, text in enumerate(texts)
            )
    # people's labels follow what answers say: each of twenty words of the vocabulary belongs to a
    # theme
    words = vocabulary()
    theme_of = {word: number % 60 + 1 for number, word in enumerate(words[30:1230])}
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["wave", "respondent_id", "question", "theme", "coder"])
        for i, text in enumerate(earlier):
            said = {theme_of[w] for w in re.findall(r"[a-zà-ÿ]{5,}", text.lower()) if w in theme_of}
            for number in sorted(said)[:3]:
                writer.writerow(["1", f"r{i}", "antwoord", f"thema-{number}", "c"])
    (folder / "study.yaml").write_text(
        "study: groot\ntitle: Groot\nlanguage: nl\nrespondent: {column: id}\ncodebooks: .\n"
        'waves:\n  - {id: "1", files: [golf-1.csv]}\n  - {id: "2", files: [golf-2.csv]}\n'
        "segments:\n  grootte: {column: grootte, values: [klein, groot]}\nlabels: [labels.csv]\n"
        "questions:\n  antwoord: {column: antwoord, text: Wat vindt u?}\n",
        encoding="utf-8",
    )
    return folder
