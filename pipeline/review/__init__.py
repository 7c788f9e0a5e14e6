"""Review: distinct texts, queues, cards and decisions of reviewers."""

from pipeline.review.candidates import Candidates, Floats, Pick, Reason
from pipeline.review.disagreement import ADJUDICATION_REASONS, arrange, distance
from pipeline.review.drawing import draw, estimate_share, estimate_total, inclusion
from pipeline.review.queue import check_wishes, queue
from pipeline.review.shelf import Filed, Order, Shelf, ShelfText, luck
from pipeline.review.standing import Outcome, Standing, Who
from pipeline.review.strategies import STRATEGIES, unit_rows
from pipeline.review.tray import Tray, is_blind
from pipeline.review.trouble import FINDERS, LabelledAnswers, Trouble, label_trouble

__all__ = [
    "ADJUDICATION_REASONS",
    "Candidates",
    "FINDERS",
    "Filed",
    "Floats",
    "LabelledAnswers",
    "Order",
    "Outcome",
    "Pick",
    "Reason",
    "STRATEGIES",
    "Shelf",
    "ShelfText",
    "Standing",
    "Tray",
    "Trouble",
    "Who",
    "arrange",
    "check_wishes",
    "distance",
    "draw",
    "estimate_share",
    "estimate_total",
    "inclusion",
    "is_blind",
    "label_trouble",
    "luck",
    "queue",
    "unit_rows",
]
