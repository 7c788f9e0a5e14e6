"""Agreement: how far coders agree, with intervals, in tables and on a page."""

from pipeline.agreement.agree import agreement, agreement_page
from pipeline.agreement.coefficients import ac1, alpha, fleiss, kappa, light, percent
from pipeline.agreement.columns import (
    AGREEMENT_CODERS,
    AGREEMENT_PAIRS,
    AGREEMENT_SETS,
    AGREEMENT_THEMES,
)
from pipeline.agreement.contingency import MISSING, tally
from pipeline.agreement.files import agreement_folder, write_agreement
from pipeline.agreement.label_sets import distances, numbered, set_alpha, set_figures
from pipeline.agreement.ordered import interval_distances, ordinal_distances
from pipeline.agreement.pooled import pooled_kappa
from pipeline.agreement.resampling import Resampling
from pipeline.agreement.theme_agreement import theme_figures
from pipeline.agreement.values import (
    Agreement,
    CoderFigures,
    Coefficient,
    Figures,
    QuestionAgreement,
)
from pipeline.agreement.verdicts import judged
from pipeline.callable_package import make_callable

make_callable(__name__, agreement)
