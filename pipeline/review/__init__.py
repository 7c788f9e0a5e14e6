"""Review: distinct texts, queues, cards and decisions of reviewers."""

from pipeline.review.candidates import Candidates, Pick
from pipeline.review.desk import Desk, open_desk
from pipeline.review.disagreement import ADJUDICATION_REASONS, arrange, distance
from pipeline.review.label_issues import FINDERS, LabelIssue, LabelledAnswers, find_label_issues
from pipeline.review.pick import pick_texts, queue
from pipeline.review.question_state import QuestionState
from pipeline.review.queue_names import ALL, FORMER_NAMES, RANDOM, queue_of
from pipeline.review.queues import LABEL_QUEUES, PAGE_QUEUES, QUEUES, page_queue
from pipeline.review.sampling import draw, estimate_share, inclusion
from pipeline.review.study_label_issues import label_issues
from pipeline.review.texts import DistinctText, FileLabels, FixedOrder, QuestionTexts
from pipeline.review.values import (
    Card,
    Change,
    Member,
    QueueLine,
    RequestedDecision,
    Saved,
    Suggestion,
)
