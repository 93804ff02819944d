"""Steps made in functions, loops, comprehensions and tables → made so inside of the pipeline function"""

from __future__ import annotations

from migrate.decisions.rule import Example, Rule, learn
from migrate.forms import FORMS

RULE = Rule(
    code="AML520",
    name="moved-steps",
    summary=(
        "Code that makes steps in functions, loops, comprehensions, lists and dictionaries is followed, and moves into "
        "the pipeline function: v2 makes a node where a component is called. What cannot be followed stays v1."
    ),
    url=learn("migrate-to-v2-execution-pipeline"),
    examples=tuple(
        Example(title=name.replace("_", " ").capitalize(), before=before, after=after)
        for name, (before, after) in FORMS.items()
    ),
)
