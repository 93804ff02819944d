"""The parts of the tool that the commands put together, each imported when it is first needed.

``--help`` must not pay for libcst, pydantic or the SDKs, and a test can put a part of its own in place of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from migrate.conversion import ConvertedFile, Document, FileKind, Options
from migrate.verify.levels import ExpectedPipeline, LeftPlace, Level

if TYPE_CHECKING:
    from migrate.v1.catalogue import Catalogue
    from migrate.verify.equivalence import Original
    from migrate.verify.project.launch import Launch
    from migrate.verify.prove import Proofs

ConvertOne = Callable[[Document], ConvertedFile]
Converter = Callable[[Path, Options], ConvertOne]
"""Gives the converter of the documents below a folder."""


class Prove(Protocol):
    def __call__(
        self,
        root: Path,
        outputs: Sequence[tuple[str, FileKind]],
        pipelines: Sequence[ExpectedPipeline],
        *,
        level: Level,
        trust_code: bool,
        left: Iterable[LeftPlace] = (),
        original: Original | None = None,
        launch: Launch | None = None,
    ) -> Proofs: ...


class Example(Protocol):
    @property
    def before(self) -> str: ...

    @property
    def after(self) -> str: ...

    @property
    def style(self) -> str: ...

    @property
    def files(self) -> Mapping[str, str]: ...

    @property
    def path(self) -> str: ...

    @property
    def beside(self) -> Mapping[str, str]: ...

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> str: ...


class Rule(Protocol):
    """What ``explain`` and ``rules`` show of a rule."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def url(self) -> str: ...

    @property
    def symbols(self) -> Sequence[str]: ...

    @property
    def examples(self) -> Sequence[Example]: ...


def converter(root: Path, options: Options) -> ConvertOne:
    """The converter of the documents below ``root``; it can be sent to another process."""
    from migrate import engine

    return partial(engine.convert_one, root=root, options=options)


def prove() -> Prove:
    from migrate.verify.prove import prove as implementation

    return implementation


def rules() -> Sequence[Rule]:
    from migrate.rules import all_rules

    return sorted(all_rules(), key=lambda rule: rule.code)


def catalogue() -> Catalogue:
    from migrate.v1.catalogue import catalogue as rows

    return rows()
