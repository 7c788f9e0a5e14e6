"""What may leave the house: hides figures of few, and others with them so that none can be worked out from the rest."""

from pipeline.disclosure.guard import Guarded, guard
from pipeline.disclosure.lines import Line, recoverable

__all__ = ["Guarded", "Line", "guard", "recoverable"]
