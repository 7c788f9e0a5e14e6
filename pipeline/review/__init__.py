"""Review: which answers people should label next and why, what a draw by chance tells of all, and labels that look wrong."""

from pipeline.review.candidates import Candidates, Floats, Pick, Reason
from pipeline.review.disagreement import ADJUDICATION_REASONS, arrange, distance
from pipeline.review.drawing import ShareEstimate, draw, estimate_share, estimate_total, inclusion
from pipeline.review.queue import check_wishes, queue
from pipeline.review.shelf import Filed, Order, Shelf, ShelfText, luck
from pipeline.review.standing import Key, Outcome, Standing, Who
from pipeline.review.strategies import STRATEGIES, Strategy, unit_rows
from pipeline.review.tray import Tray, is_blind
from pipeline.review.trouble import FINDERS, LabelledAnswers, Trouble, label_trouble

__all__ = [
    "ADJUDICATION_REASONS",
    "FINDERS",
    "STRATEGIES",
    "Candidates",
    "Filed",
    "Floats",
    "Key",
    "LabelledAnswers",
    "Order",
    "Outcome",
    "Pick",
    "Reason",
    "ShareEstimate",
    "Shelf",
    "ShelfText",
    "Standing",
    "Strategy",
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
