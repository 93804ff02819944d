"""What ``**kwargs`` of the real SDK really takes."""

from __future__ import annotations

import pytest

from migrate.verify.installed import Class, Function, load_module, member
from migrate.verify.signatures import Signature, signature


def of(module: str, name: str, method: str = "") -> Signature:
    found = load_module(module)
    assert found is not None
    symbol = found.get(name)
    if method:
        assert isinstance(symbol, Class)
        symbol = member(symbol, method)
    assert isinstance(symbol, (Class, Function))
    return signature(symbol, bool(method))


@pytest.mark.parametrize(
    ("module", "name", "method", "keyword"),
    [
        ("azure.ai.ml.dsl", "pipeline", "", "default_compute"),  # kwargs.get
        ("azure.ai.ml.dsl", "pipeline", "", "force_rerun"),
        ("azure.ai.ml", "command", "", "resources"),  # passed on to CommandComponent
        ("azure.ai.ml", "command", "", "comment"),  # passed on to Command and from there to its base
        ("azure.ai.ml", "spark", "", "is_deterministic"),
        ("azure.ai.ml", "Output", "", "version"),  # kwargs.pop
        ("azure.ai.ml", "load_component", "", "client"),
        ("azure.ai.ml", "MLClient", "", "cloud"),
        ("azure.ai.ml", "MLClient", "from_config", "enable_telemetry"),  # documented by the constructor
        ("azure.ai.ml.automl", "image_classification", "", "experiment_name"),  # through job_cls=
        ("azure.identity", "DefaultAzureCredential", "", "exclude_managed_identity_credential"),
        ("azure.identity", "ClientSecretCredential", "", "authority"),
    ],
)
def test_read_from_kwargs(module: str, name: str, method: str, keyword: str) -> None:
    found = of(module, name, method)
    assert keyword in found.keywords
    assert not found.is_open


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("azure.ai.ml", "command"),
        ("azure.ai.ml", "Input"),
        ("azure.ai.ml.entities", "AmlCompute"),
        ("azure.ai.ml.dsl", "pipeline"),
    ],
)
def test_not_everything_goes(module: str, name: str) -> None:
    found = of(module, name)
    assert not {"allow_reuse", "vm_size", "runconfig"} & found.keywords
    assert not found.is_open


def test_implementations_chosen_by_type_take_their_own_keywords() -> None:
    assert of("azure.ai.ml", "MLClient", "create_or_update").is_open


def test_positional_and_required_parameters() -> None:
    found = of("azure.ai.ml", "MLClient")
    assert found.positional[:2] == ("credential", "subscription_id")
    assert found.required == {"credential"}
