"""What catches errors of v1 catches those of v2, unless what raises them stays v1."""

from __future__ import annotations

import pytest

from tests.conversion import convert

HEAD = "from azureml.core import Webservice, Workspace\nfrom azureml.exceptions import WebserviceException\n\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            'try:\n    service = Webservice(ws, "scores")\nexcept WebserviceException:\n    print("none")\n',
            "the code above that may raise it stays v1",
        ),
        (
            "try:\n    elsewhere(ws)\nexcept WebserviceException:\n    print(1)\n",
            "v2 raises other errors: review what the handler is meant to catch",
        ),
        ("errors = (WebserviceException, OSError)\n", "v2 raises other errors: review what this is for"),
    ],
)
def test_an_error_that_stays_v1(code: str, message: str) -> None:
    text = convert(HEAD + code).text
    assert f"AML004): {message}" in text
    assert "WebserviceException" in text.split("\n\n", 1)[1]
    assert "AzureError" not in text


def test_a_handler_that_only_tells_of_the_error_needs_no_look_up() -> None:
    """A reference that does not exist fails later, which the message tells as well."""
    code = """\
from azureml.core import Workspace

try:
    ws = Workspace.get("prices", subscription_id="s", resource_group="g")
except Exception as error:
    print(error)
"""
    assert "workspaces.get" not in convert(code).text


def test_an_error_of_another_package_that_v1_still_raises() -> None:
    text = convert("""\
from azureml.core import Datastore, Webservice, Workspace
from msrest.exceptions import HttpOperationError

ws = Workspace.from_config()
try:
    store = Datastore.get(ws, "prices")
    service = Webservice(ws, "scores")
except HttpOperationError:
    print("none")
""").text
    assert "AML004): v2 raises azure.core.exceptions.HttpResponseError: catch that, too" in text
    assert "except HttpOperationError:" in text
    assert "import HttpOperationError" in text
