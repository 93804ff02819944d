"""A decorator of the project hands on what a function gives when its wrapper returns the call itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import assert_converts, convert, convert_project

_HEAD = "import functools\nimport time\n\nfrom azureml.core import Workspace\n\n\n"
_V2_HEAD = (
    "import functools\nimport time\n\nfrom azure.ai.ml import MLClient\n"
    "from azure.identity import DefaultAzureCredential\n\n\n"
)
_TIMED = """\
def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.time()
        try:
            result = function(*args, **kwargs)
            return result
        finally:
            print(time.time() - start)

    return wrapper
"""
_RETRIED = """\
def timed(times=3):
    def decorator(function):
        def wrapper(*args):
            for attempt in range(times):
                try:
                    return function(*args)
                except OSError:
                    time.sleep(1)

        return functools.update_wrapper(wrapper, function)

    return decorator
"""
_REGISTERED = "def timed(function):\n    print(function)\n    return function\n"
_PAIRED = _TIMED.replace("return result", "return [result]")
_LOGGED = _TIMED.replace("            return result\n", "")
_USE = """\


@timed
def get():
    return Workspace.from_config()


print(get().compute_targets["cpu"])
"""
_V2_USE = _USE.replace("Workspace.from_config()", "MLClient.from_config(DefaultAzureCredential())").replace(
    '.compute_targets["cpu"]', '.compute.get("cpu")'
)


@pytest.mark.parametrize(
    ("decorator", "call"), [(_TIMED, "@timed"), (_RETRIED, "@timed(times=5)"), (_REGISTERED, "@timed")]
)
def test_a_wrapper_that_hands_on(decorator: str, call: str) -> None:
    use, v2_use = (text.replace("@timed", call) for text in (_USE, _V2_USE))
    assert_converts(_HEAD + decorator + use, _V2_HEAD + decorator + v2_use)


@pytest.mark.parametrize("decorator", [_PAIRED, _LOGGED])
def test_a_wrapper_that_gives_something_else(decorator: str) -> None:
    text = convert(_HEAD + decorator + _USE).text
    assert "this stays v1: what `@timed` gives is not followed" in text
    assert 'print(get().compute_targets["cpu"])\n' in text


@pytest.mark.parametrize(("decorator", "told"), [("task", True), ("delayed", True), ("lru_cache", False)])
def test_a_decorator_of_another_package(decorator: str, told: bool) -> None:
    use = _USE.replace("timed", decorator)
    text = convert(f"from somewhere import {decorator}\n{_HEAD}{use}").text
    assert (f"what `@{decorator}` gives is not followed" in text) is told
    assert ('.compute.get("cpu")' in text) is not told


@pytest.mark.parametrize(("decorator", "told"), [(_TIMED, False), (_PAIRED, True)])
def test_a_decorator_of_another_module(decorator: str, told: bool, tmp_path: Path) -> None:
    """The same whether the decorator, what it decorates and what asks for that stand in one file or in three."""
    made, asked = _USE.split("\n\n\nprint")
    files = {
        "timing.py": f"import functools\nimport time\n\n\n{decorator}",
        "workspaces.py": f"from azureml.core import Workspace\n\nfrom timing import timed{made}\n",
        "main.py": f"from workspaces import get\n\nprint{asked}",
    }
    text = convert_project(tmp_path, files)["main.py"].text
    assert ("what `@timed` makes of it is not known" in text) is told
    assert ('.compute.get("cpu")' in text) is not told
