from __future__ import annotations

import subprocess
import sys

from migrate.verify.installed import (
    Class,
    Constant,
    Function,
    Module,
    Opaque,
    is_known,
    load_module,
    member,
    package_root,
)


def module(name: str) -> Module:
    found = load_module(name)
    assert found is not None
    return found


def test_names_are_followed_to_their_definition() -> None:
    client = module("azure.ai.ml").get("MLClient")
    assert isinstance(client, Class)
    assert client.module.name == "azure.ai.ml._ml_client"
    assert isinstance(module("azure.ai.ml").get("command"), Function)
    assert isinstance(module("azure.ai.ml").get("dsl"), Module), "a submodule"
    assert isinstance(module("azure.ai.ml").get("UserIdentityConfiguration"), Opaque), "served by __getattr__"
    assert module("azure.ai.ml").get("Workspace") is None


def test_members_come_from_all_base_classes() -> None:
    node = module("azure.ai.ml.entities").get("Command")
    assert isinstance(node, Class)
    assert isinstance(member(node, "set_limits"), Function)
    assert member(node, "display_name") is not None
    assert member(node, "items") is not None, "a node is a dict"
    assert member(node, "allow_reuse") is None, "although its __getattr__ would make one"


def test_constants_have_their_value() -> None:
    types = module("azure.ai.ml.constants").get("AssetTypes")
    assert isinstance(types, Class)
    assert member(types, "URI_FOLDER") == Constant("uri_folder")
    assert member(types, "FOLDER") is None


def test_packages() -> None:
    assert is_known("azure.ai.ml.entities")
    assert not is_known("azure.ai.mlx")
    assert not is_known("azure.storage.blob")
    assert package_root("azure.identity") is not None
    assert load_module("azure.ai.ml.nope") is None
    assert load_module("os") is None


def test_nothing_is_imported() -> None:
    # In a process of its own: another test may have imported the SDK in this one.
    code = (
        "import sys; from migrate.verify.installed import load_module; "
        "found = load_module('azure.ai.ml.entities').get('Environment'); "
        "sys.exit('azure.ai.ml' in sys.modules or found is None)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
