"""The queue of disagreements at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import Ticking

from pipeline.review import RequestedDecision
from pipeline.review.desk import open_desk


@pytest.mark.slow
def test_lowest_agreement_first(survey: Path) -> None:
    """What reviewers differ on most is settled first.

    Who settles it finds the next, and what they agree on is not there.
    """
    text = (survey / "study.yaml").read_text(encoding="utf-8")
    (survey / "study.yaml").write_text(
        text.replace("labels: [labels.csv]\n", "review: {second: 1}\n"), encoding="utf-8"
    )
    desk = open_desk(survey, clock=Ticking())
    keys = [row.key for row in desk.find("nadelen").rows[:4]]
    opinions = {
        # overlap, nothing in common, within one another, the same
        keys[0]: (("weer", "afstand"), ("wind", "afstand")),
        keys[1]: (("afstand",), ("regen",)),
        keys[2]: (("regen", "afstand"), ("regen",)),
        keys[3]: (("wind",), ("wind",)),
    }
    for key, both in opinions.items():
        for reviewer, queue, codes in zip(("anna", "bob"), ("random", "second"), both, strict=True):
            desk.decide(
                reviewer,
                RequestedDecision("nadelen", queue, key, codes, f"{reviewer}-{key}", desk.newest()),
            )
    found = []
    while key := desk.first("nadelen", "disagreement", "carla"):
        found.append(key)
        desk.decide(
            "carla",
            RequestedDecision(
                "nadelen",
                "disagreement",
                key,
                ("afstand",),
                f"c-{key}",
                desk.newest(),
                reason="slip",
            ),
        )
    assert found == [keys[1], keys[0], keys[2]]
