"""Stand-in for hydra and omegaconf, which give a program its settings from YAML files. Isolated process only.

A program under ``@hydra.main`` gets what its files say: with the defaults list, ``${a.b}`` and ``${oc.env:NAME}``, and
without a command line. What these say besides stays text.
"""

from __future__ import annotations

import functools
import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from migrate.verify.project.text import without_prefix

_REFERENCE = re.compile(r"\$\{([^${}]+)\}")
_OWN = "_self_"


class Settings(dict):  # type: ignore[type-arg]  # Python 3.8 has no dict[str, Any] here
    """A dictionary whose items are attributes, too."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def main(config_path: str | None = None, config_name: str | None = None, **_: Any) -> Callable[[Any], Any]:
    """``@hydra.main(config_path=…, config_name=…)``; the path is relative to the file of the function."""

    def decorated(function: Any) -> Any:
        @functools.wraps(function)
        def called(*given: Any, **keywords: Any) -> Any:
            if given or keywords:
                return function(*given, **keywords)
            folder = Path(sys.modules[function.__module__].__file__ or ".").parent / (config_path or "")
            return function(resolved(composed(folder, config_name) if config_name else Settings()))

        return called

    return decorated


def composed(folder: Path, name: str) -> Settings:
    """A file with what its defaults list names: ``- db: mysql`` is ``db/mysql.yaml`` under the key ``db``."""
    path = next((one for end in ("", ".yaml", ".yml") if (one := folder / f"{name}{end}").is_file()), None)
    own = load(path) if path is not None else Settings()
    found, merged = Settings(), False
    for entry in own.pop("defaults", None) or ():
        if entry == _OWN:
            found, merged = merge(found, own), True
        elif isinstance(entry, str):
            found = merge(found, composed(folder, entry))
        else:
            for group, option in entry.items():
                place = without_prefix(without_prefix(str(group), "override "), "optional ").strip()
                if option is not None and not place.startswith("hydra"):
                    key, _, at = place.partition("@")
                    found = merge(found, Settings({at or key: composed(folder / key, str(option))}))
    return found if merged else merge(found, own)


def load(path: Any) -> Settings:
    """The settings in a YAML file."""
    settings = create(Path(path).read_text(encoding="utf-8"))
    return settings if isinstance(settings, Settings) else Settings()


def _yaml() -> Any:
    """Only a program that asks for its settings needs the package, which an environment of the v1 SDK may lack."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True)


def create(value: Any = None) -> Any:
    """The same with attributes; text is YAML."""
    if isinstance(value, str):
        value = _yaml().load(value)
    return Settings() if value is None else _with_attributes(value)


def _with_attributes(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Settings({key: _with_attributes(one) for key, one in value.items()})
    return [_with_attributes(one) for one in value] if isinstance(value, (list, tuple)) else value


def merge(*settings: Mapping[str, Any]) -> Settings:
    """The later ones win; what both have as a dictionary is merged itself."""
    found = Settings()
    for one in settings:
        for key, value in one.items():
            both = isinstance(value, Mapping) and isinstance(found.get(key), Mapping)
            found[key] = merge(found[key], value) if both else value
    return found


def resolved(settings: Settings) -> Settings:
    """With what ``${…}`` stands for."""

    def of(value: Any, depth: int = 0) -> Any:
        if isinstance(value, Settings):
            return Settings({key: of(one, depth) for key, one in value.items()})
        if isinstance(value, list):
            return [of(one, depth) for one in value]
        if not isinstance(value, str) or depth > len(settings) + 8:
            return value
        whole = _REFERENCE.fullmatch(value)
        if whole is not None:
            known, found = _looked_up(settings, whole[1])
            return of(found, depth + 1) if known else value
        return _REFERENCE.sub(lambda match: str(of(match[0], depth + 1)), value)

    return of(settings)  # type: ignore[no-any-return]


def _looked_up(settings: Settings, name: str) -> tuple[bool, Any]:
    """Whether it is known what a reference stands for, and what it is."""
    resolver, colon, rest = name.partition(":")
    if colon:
        variable, comma, default = rest.partition(",")
        if resolver.strip() not in ("oc.env", "env") or (variable.strip() not in os.environ and not comma):
            return False, None
        return True, os.environ.get(variable.strip(), default.strip())
    found: Any = settings
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return False, None
        found = found[part]
    return True, found


def _plain(value: Any, **_: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _text(value: Any, **_: Any) -> str:
    written = io.StringIO()
    _yaml().dump(_plain(value), written)
    return written.getvalue()


def _names() -> Iterator[tuple[str, dict[str, Any]]]:
    utils = {"get_original_cwd": os.getcwd, "to_absolute_path": os.path.abspath}
    yield "hydra", {"main": main}
    yield "hydra.utils", utils
    conf = type(
        "OmegaConf",
        (),
        {
            "load": staticmethod(lambda path: resolved(load(path))),
            "create": staticmethod(create),
            "merge": staticmethod(lambda *all_: resolved(merge(*all_))),
            "to_container": staticmethod(_plain),
            "to_yaml": staticmethod(_text),
            "resolve": staticmethod(lambda settings: settings.update(resolved(settings))),
        },
    )
    yield "omegaconf", {"OmegaConf": conf, "DictConfig": Settings, "ListConfig": list}


KNOWN = dict(_names())
"""By package the names that do something."""
