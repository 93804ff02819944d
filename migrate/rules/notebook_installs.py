"""``%pip install azureml-…`` in notebooks → the packages that the converted notebook needs"""

from __future__ import annotations

from migrate.decisions.rule import Example, Rule, learn

RULE = Rule(
    code="AML012",
    name="notebook-installs",
    summary="%pip install and !pip install lines of a notebook install what its converted cells need.",
    url=learn("how-to-migrate-from-v1"),
    examples=(
        Example(
            path="notebook.ipynb",
            code="from azureml.core import Workspace\n\nws = Workspace.from_config()\nprint(ws.name)\n",
            before="%pip install --upgrade azureml-sdk pandas\n",
            after="%pip install --upgrade azure-ai-ml azure-identity pandas\n",
        ),
    ),
)
