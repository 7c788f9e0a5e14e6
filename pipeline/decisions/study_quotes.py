"""What people said of the quotes of a study."""

from __future__ import annotations

from pipeline.decisions.quote_acts import QuoteAct
from pipeline.decisions.quote_log import QuoteLog
from pipeline.decisions.study_log import log_is_there, open_log
from pipeline.study import Study


def read_quote_acts(study: Study) -> tuple[QuoteAct, ...]:
    """All that people said of the study's quotes, in order; none, and nothing made, where nobody decided anything yet."""
    if not log_is_there(study):
        return ()
    with open_log(study) as log:
        return QuoteLog(log.engine, study.study).since()
