"""The data of a v1 run configuration: the inputs of a job, and where its command names them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrate.decisions.data import data_type
from migrate.decisions.rule import Manual
from migrate.v1.loaded import mapping
from migrate.v2 import names

_MODES = {"mount": "ro_mount", "download": "download"}


@dataclass(frozen=True)
class RunInput:
    """One input.

    Args:
        content: as the YAML of a job says it.
        texts: what stands for its place in the arguments of v1.
        place: where it lies on the compute; empty when v1 chooses.
        variable: the one that v1 gives its place to.
    """

    port: str
    content: Mapping[str, object]
    texts: tuple[str, ...]
    place: str
    variable: str

    @property
    def expression(self) -> str:
        return f"${{{{inputs.{self.port}}}}}"


def inputs_of(content: Mapping[str, object]) -> list[RunInput]:
    """The inputs that a run configuration says.

    Raises:
        Manual: one of them is no input of v2, or v1 says its place to the script alone.
    """
    return [*_data(mapping(content, "data")), *_references(mapping(content, "dataReferences"))]


def command_of(words: Sequence[str], inputs: Sequence[RunInput]) -> str:
    """The command with the inputs in the places of their paths.

    Raises:
        Manual: the place of an input is fixed in v1, and no argument says it.
    """
    named: set[str] = set()
    written = []
    for word in words:
        found = next((one for one in inputs if word in one.texts or _below(word, one.place)), None)
        if found is None:
            written.append(shlex.quote(word))
            continue
        named.add(found.port)
        rest = word[len(found.place) :] if word not in found.texts else ""
        written.append(found.expression + (shlex.quote(rest) if rest else ""))
    left = [one for one in inputs if one.port not in named]
    for one in left:
        if one.place:
            raise Manual(f"v2 chooses where `{one.port}` lies on the compute: its command has to say it to the script")
    return " ".join([*(f"{one.variable}={one.expression}" for one in left), *written])


def _below(word: str, place: str) -> bool:
    return bool(place) and (word == place or word.startswith(f"{place}/"))


def _data(data: Mapping[str, object]) -> Iterator[RunInput]:
    for name in data:
        said = mapping(data, name)
        location = mapping(said, "dataLocation")
        dataset, stored = mapping(location, "dataset"), mapping(location, "dataPath")
        mode = _MODES.get(str(said.get("mechanism") or "mount").lower())
        if mode is None or not (dataset.get("name") or stored.get("datastoreName")):
            raise Manual(f"`data` has `{name}`, which is no input that v2 reads in this way")
        if dataset.get("name"):
            version = dataset.get("version")
            version = f":{version}" if version and version != "latest" else "@latest"
            content: dict[str, object] = {"type": "uri_folder", "path": f"azureml:{dataset['name']}{version}"}
        else:
            content = _stored(stored.get("datastoreName"), stored.get("relativePath"))
        variable = str(said.get("environmentVariableName") or name)
        texts = (f"DatasetConsumptionConfig:{name}", f"${variable}")
        yield _input(name, {**content, "mode": mode}, texts, said, variable)


def _references(references: Mapping[str, object]) -> Iterator[RunInput]:
    for name in references:
        said = mapping(references, name)
        mode = _MODES.get(str(said.get("mode") or "mount").lower())
        if mode is None or not said.get("dataStoreName"):
            raise Manual(f"`dataReferences` has `{name}`, which is no input that v2 reads in this way")
        variable = f"AZUREML_DATAREFERENCE_{name}"
        content = {**_stored(said["dataStoreName"], said.get("pathOnDataStore")), "mode": mode}
        yield _input(name, content, (f"${variable}",), said, variable)


def _input(
    name: str, content: Mapping[str, object], texts: tuple[str, ...], said: Mapping[str, object], variable: str
) -> RunInput:
    return RunInput(names.port(name), content, texts, str(said.get("pathOnCompute") or "").rstrip("/"), variable)


def _stored(datastore: object, path: object) -> dict[str, object]:
    text = str(path or "").lstrip("/")
    return {"type": data_type(text), "path": f"azureml://datastores/{datastore}/paths/{text}"}
