"""Review: which answers people should label next and why, what a draw by chance tells of all, and labels that look wrong."""

from pipeline.review.candidates import Candidates, Pick, Reason
from pipeline.review.drawing import ShareEstimate, draw, estimate_share, estimate_total, inclusion
from pipeline.review.queue import check_wishes, queue
from pipeline.review.standing import Key, Outcome, Standing, Who
from pipeline.review.strategies import STRATEGIES, Strategy
from pipeline.review.trouble import FINDERS, LabelledAnswers, Trouble, label_trouble

__all__ = [
    "FINDERS",
    "STRATEGIES",
    "Candidates",
    "Key",
    "LabelledAnswers",
    "Outcome",
    "Pick",
    "Reason",
    "ShareEstimate",
    "Standing",
    "Strategy",
    "Trouble",
    "Who",
    "check_wishes",
    "draw",
    "estimate_share",
    "estimate_total",
    "inclusion",
    "label_trouble",
    "queue",
]
