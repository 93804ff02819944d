"""What the user asks of ``convert``: the command line over the configuration over the defaults."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from migrate.cli.configuration import Configuration
from migrate.cli.workers import available_processors
from migrate.conversion import Options, Style
from migrate.errors import UsageError
from migrate.verify.levels import Level
from migrate.verify.project.launch import Launch

DEFAULT_OUTPUT = Path("v2_output")


@dataclass(frozen=True)
class Request:
    """A conversion, with every default filled in.

    Args:
        output: the folder to write to; with ``in_place`` only left out of the search.
        verify: the level to check up to.
        inputs: file that names the local data for the level ``runs``.
        v1_python: interpreter that the v1 SDK is installed for; None for the one that runs this.
        launch: how the code is started when a level needs it to run.
        must_reach: the level that was asked for; a pipeline below it makes the run end with 1.
    """

    paths: tuple[Path, ...]
    options: Options
    output: Path
    in_place: bool = False
    force: bool = False
    check: bool = False
    diff: bool = False
    jobs: int = 1
    verify: Level = Level.CONFORMING
    must_reach: Level | None = None
    trust_code: bool = False
    inputs: Path | None = None
    v1_python: Path | None = None
    launch: Launch = field(default_factory=Launch)
    reports: tuple[Path, ...] = ()
    embed_sources: bool = False
    quiet: bool = False
    verbose: bool = False

    @property
    def writes(self) -> bool:
        return not self.check and not self.diff


@dataclass(frozen=True)
class CommandLine:
    """The options as they were given; None or empty where they were not."""

    output: Path | None = None
    in_place: bool = False
    force: bool = False
    style: Style | None = None
    check: bool = False
    diff: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    jobs: int | None = None
    verify: Level | None = None
    trust_code: bool = False
    inputs: Path | None = None
    v1_python: Path | None = None
    launch: Launch = field(default_factory=Launch)
    reports: tuple[Path, ...] = ()
    embed_sources: bool = False
    quiet: bool = False
    verbose: bool = False


def make_request(
    paths: Sequence[Path], line: CommandLine, defaults: Configuration, known_codes: Callable[[], Iterable[str]]
) -> Request:
    """Fill in the defaults and refuse what does not go together.

    Args:
        known_codes: gives the codes of all rules; asked only when rules are selected.

    Raises:
        UsageError: options that exclude each other, a level without what it needs, or an unknown rule.
    """
    if line.in_place and line.output is not None:
        raise UsageError("--in-place and --output exclude each other", advice="leave one of them out")
    if line.quiet and line.verbose:
        raise UsageError("--quiet and --verbose exclude each other", advice="leave one of them out")
    if line.force and not line.in_place:
        raise UsageError("--force is for --in-place only", advice="an output folder is always written")
    verify = line.verify or defaults.verify
    check_level(verify or Level.CONFORMING, trust_code=line.trust_code)
    if line.in_place and verify is not None and verify >= Level.EQUIVALENT and not (line.check or line.diff):
        raise UsageError(
            f"level {verify.value} compares with the source, which --in-place replaces",
            advice="convert to a folder of its own first, or add --check",
        )
    selectors = _codes(line.select or defaults.select or ()), _codes(line.ignore or defaults.ignore or ())
    _check_codes([*selectors[0], *selectors[1]], known_codes)
    output = line.output or defaults.output or DEFAULT_OUTPUT
    if not line.in_place:
        _check_output(paths, output)
    return Request(
        paths=tuple(paths),
        options=Options(line.style or defaults.style or Style.INLINE, *selectors),
        output=output,
        in_place=line.in_place,
        force=line.force,
        check=line.check,
        diff=line.diff,
        jobs=line.jobs or defaults.jobs or available_processors(),
        verify=max(verify or Level.CONFORMING, Level.CONFORMING, key=lambda level: level.rank),
        must_reach=verify,
        trust_code=line.trust_code,
        inputs=line.inputs,
        v1_python=line.v1_python,
        launch=line.launch,
        reports=line.reports or defaults.report or (),
        embed_sources=line.embed_sources,
        quiet=line.quiet,
        verbose=line.verbose,
    )


def check_level(level: Level, *, trust_code: bool) -> None:
    """Refuse a level that cannot be checked, or not without running code.

    Raises:
        UsageError: says which level can.
    """
    if level >= Level.BUILDS and not trust_code:
        what = "the converted code" if level is Level.BUILDS else "the converted code and the original"
        raise UsageError(
            f"level {level.value} runs {what}", advice="add --trust-code if you trust it, or ask for conforming"
        )


def _codes(given: Iterable[str]) -> tuple[str, ...]:
    """``AML5,AML601`` and repeated options alike."""
    return tuple(code.strip().upper() for text in given for code in text.split(",") if code.strip())


def _check_codes(selectors: Sequence[str], known_codes: Callable[[], Iterable[str]]) -> None:
    if not selectors:
        return
    codes = sorted(known_codes())
    for selector in selectors:
        if not any(code.startswith(selector) for code in codes):
            close = get_close_matches(selector, codes, n=1)
            advice = f"did you mean {close[0]}?" if close else "azureml-migrate rules lists them"
            raise UsageError(f"no rule has the code {selector}", advice=advice)


def _check_output(paths: Sequence[Path], output: Path) -> None:
    """The source is never written to by accident."""
    folder = Path(os.path.realpath(output))
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise UsageError("is a file, not a folder to write to", path=str(output))
    for path in paths:
        if Path(os.path.realpath(path)).is_relative_to(folder):
            raise UsageError(
                f"writing there would overwrite the source {path}",
                path=str(output),
                advice="choose another folder with -o, or use --in-place",
            )
