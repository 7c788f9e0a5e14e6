"""Review: distinct texts, queues, cards and decisions of reviewers."""

from pipeline.review.candidates import Candidates, Pick
from pipeline.review.desk import Clock, Desk, now, open_desk
from pipeline.review.disagreement import ADJUDICATION_REASONS, arrange, distance
from pipeline.review.label_issues import FINDERS, LabelledAnswers, Trouble, label_trouble
from pipeline.review.pick import queue
from pipeline.review.question_state import Tray
from pipeline.review.sampling import draw, estimate_share, estimate_total, inclusion
from pipeline.review.strategies import STRATEGIES
from pipeline.review.study_label_issues import trouble
from pipeline.review.texts import Filed, Order, Shelf, ShelfText
from pipeline.review.values import (
    QUEUES,
    Card,
    Change,
    QueueLine,
    RequestedDecision,
    Saved,
    Suggestion,
)
