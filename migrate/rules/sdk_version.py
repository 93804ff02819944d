"""``azureml.core.VERSION`` → ``azure.ai.ml.__version__``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Rule, converted, learn
from migrate.v1.uses import ReferenceUse
from migrate.v2.expressions import V2, Attr


def _version(use: ReferenceUse, context: Context) -> Decision:
    return Decision(converted("azure.ai.ml.__version__"), Attr(V2("azure.ai.ml"), "__version__"))


RULE = Rule(
    code="AML002",
    name="sdk-version",
    summary="The version of the SDK becomes that of azure-ai-ml.",
    url=learn("how-to-migrate-from-v1"),
    references={"azureml.core.VERSION": _version},
    examples=(
        Example(
            before="""\
import azureml.core

print("SDK version:", azureml.core.VERSION)
""",
            after="""\
import azure.ai.ml

print("SDK version:", azure.ai.ml.__version__)
""",
        ),
    ),
)
