"""What each branch of a condition sets is said once, unless more depends on it."""

from __future__ import annotations

import pytest

from migrate.project.reading import decode
from migrate.v1.source import parse
from migrate.v1.spelling import Reading, spell_out
from tests.conversion import PIPELINE

HEAD = """\
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import PipelineParameter
from azureml.pipeline.steps import PythonScriptStep
"""
STEP = "step = PythonScriptStep('a', runconfig=rc)\n"


def spelled(code: str) -> str | None:
    source = parse(decode(PIPELINE, (HEAD + code + STEP).encode()))
    found = spell_out(Reading(source), is_taken="".__eq__, done=frozenset())
    return found.source.modules[0].code.removeprefix(HEAD).removesuffix(STEP) if found is not None else None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param(
            "rc = RunConfiguration()\nif a:\n    rc.target = 'x'\nelif b:\n    rc.target = 'y'\n"
            "else:\n    rc.target = z\n",
            "rc = RunConfiguration()\nrc.target = 'x' if a else 'y' if b else z\n",
            id="in each of three branches",
        ),
        pytest.param(
            "rc = RunConfiguration()\nrc.target = 'x'\nrc.node_count = 2\nif a:\n    rc.target = 'y'\n",
            "rc = RunConfiguration()\nrc.node_count = 2\nrc.target = 'y' if a else 'x'\n",
            id="before, and in a branch",
        ),
        pytest.param(
            "if a:\n    p = PipelineParameter(name='p', default_value=1)\n"
            "else:\n    p = PipelineParameter(name='p', default_value=2)\n",
            "p = PipelineParameter(name='p', default_value=1 if a else 2)\n",
            id="the default of a parameter",
        ),
        pytest.param(
            "if a:\n    rc = RunConfiguration()\n    rc.target = 'x'\n"
            "else:\n    rc = RunConfiguration()\n    rc.target = 'x'\n",
            "rc = RunConfiguration()\nrc.target = 'x'\n",
            id="the same in both",
        ),
    ],
)
def test_it_is_said_once(code: str, said: str) -> None:
    assert spelled(code) == said


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("rc = RunConfiguration()\nif a:\n    rc.target = 'x'\n", id="nothing before"),
        pytest.param(
            "rc = RunConfiguration()\nrc.target = 'x'\nuse(rc)\nif a:\n    rc.target = 'y'\n", id="asked between"
        ),
        pytest.param(
            "rc = RunConfiguration()\nrc.target = name()\nif a:\n    rc.target = 'y'\n", id="a call that may do more"
        ),
        pytest.param(
            "rc = RunConfiguration()\nif a:\n    rc.target = 'x'\n    print(rc)\nelse:\n    rc.target = 'y'\n",
            id="more in a branch",
        ),
        pytest.param(
            "if a:\n    p = PipelineParameter('p', 1)\nelse:\n    p = PipelineParameter('q', 2)\n", id="other names"
        ),
        pytest.param(
            "if a:\n    p = PipelineParameter('p', 1)\nelse:\n    p = PipelineParameter('p', 2)\n"
            "for p in x:\n    pass\n",
            id="bound again",
        ),
        pytest.param(
            "rc = RunConfiguration()\nif ask():\n    rc.target = 'x'\nelse:\n    rc.target = 'y'\n",
            id="asked with a call",
        ),
    ],
)
def test_what_depends_on_more_stays(code: str) -> None:
    assert spelled(code) is None
