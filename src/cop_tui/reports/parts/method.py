"""How the figures come about, in words short enough for a report; docs/method.md has the worked examples."""

from __future__ import annotations

from typing import Final

METHOD: Final[tuple[tuple[str, str], ...]] = (
    (
        "Criteria and states",
        "Each criterion is one checkable statement. The team answers it with a state: implemented, partial, planned,"
        " missing, other adequate means (Arts. 53(4) and 55(2)) or not applicable; the last two need a written reason."
        " A criterion without an answer is not answered: it counts neither as met nor as missing, nor as no gap.",
    ),
    (
        "Weight and credit",
        "A 'must' weighs 3, a 'should' 2, an 'encouraged' 1; examples and alternatives are not scored. Implemented and"
        " other adequate means earn full credit, partial half, planned and missing none. What is not applicable leaves"
        " the denominator.",
    ),
    (
        "Readiness",
        "Readiness is an interval over the summed weights: the lower end counts what is not answered as nothing, the"
        " upper end as met. It closes as answers come in. Shown figures round the lower end down and the upper end up.",
    ),
    (
        "Demonstrated and claimed",
        "Demonstrated is the part of the lower end whose criteria cite evidence that is neither expired nor withdrawn"
        " on the day of the report, partial ones with their half. The rest of the lower end is claimed. In the table"
        " of shares, partial is the half that partial answers earn; their other half is open.",
    ),
    (
        "Verdict on a duty",
        "Not met if a binding criterion that serves the duty is partial, planned or missing; undetermined if none is,"
        " but one is not answered, one that binds was set aside, or nothing in the questionnaire settles it; met"
        " otherwise. Every verdict names the criteria that decide it.",
    ),
    (
        "Priority of a gap",
        "Force (a duty of the Act that no measure covers 4, must 3, should 2, encouraged 1) times exposure (2 if a duty"
        " it serves can already be enforced, else 1, and a quarter more for each further duty it serves) times lateness"
        " (1 on the day it falls due, 1 more for every 365 days after it, less before it) divided by effort (small 1,"
        " medium 2, large 4). Critical from 12, high from 6, medium from 2, low below.",
    ),
    (
        "Headings",
        "A row of the Code that others cover is not asked; it takes the weakest state among what covers it and is never"
        " scored.",
    ),
)
