"""Packages in commands that install them: ``pip install`` and ``conda install``, in scripts and lines of notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.project.folded import unfolded
from migrate.project.listing import Listed, Listing, PackageList
from migrate.project.requirement_lines import package_in

_PIP = re.compile(
    r"(?<![\w-])(?:(?:[\w./]*python[\d.]*|py|\{sys\.executable\})[ \t]+-m[ \t]+)?"
    r"pip[\d.]*[ \t]+(?:[\w-]+[ \t]+)*?install\b"
)
_CONDA = re.compile(r"(?<![\w-])(?:conda|mamba|micromamba)[ \t]+(?:[\w-]+[ \t]+)*?install\b")
_QUOTED = r"[ \t]*\"[^\"\\\r\n]*\"[ \t]*"
_EXEC = re.compile(
    rf"\[(?:{_QUOTED},)*?[ \t]*\"pip[\d.]*\"[ \t]*,(?:{_QUOTED},)*?[ \t]*\"install\"[ \t]*(?P<rest>(?:,{_QUOTED})+)\]"
)
"""The words of a command as a list, as Dockerfiles and YAML have them."""
_BEFORE = re.compile(r"[ \t]*(?:RUN[ \t]+)?(?:sudo[ \t]+)?")
_STRING = re.compile(r"\"[^\"\r\n]*\"|'[^'\r\n]*'")
_JOINED = re.compile(r"[;&|<>()`]|[\\^`][ \t]*\r?\n?\Z")
_GOES_ON = re.compile(r"(?:[\\^`]|&&|\|\||[|>][-+]?|\b(?:then|else|do|in))[ \t]*\Z")
_WORD = re.compile(
    r"(?P<quote>[\"'])(?P<quoted>[^\"']*)(?P=quote)|(?P<plain>[^\s\"';&|#\\`^]+)|(?P<end>[;&|#\"'])|\\\r?\n"
)
_WITH_VALUE = frozenset(
    {"-r", "--requirement", "-c", "--constraint", "-f", "--find-links", "-i", "--index-url", "-t", "--target", "-e"}
    | {"--extra-index-url", "--editable", "--trusted-host", "--prefix", "--root", "--src", "--upgrade-strategy"}
    | {"--log", "--proxy", "--timeout", "--retries", "--cache-dir", "--python"}
)
_CONDA_WITH_VALUE = frozenset({"-c", "--channel", "-n", "--name", "-p", "--prefix", "--file", "--revision", "--solver"})


def read_installs(text: str) -> Listing:
    """What the commands in a text install: one list for each of them."""
    found = (*_lists(text, _PIP, _WITH_VALUE), *_lists(text, _CONDA, _CONDA_WITH_VALUE))
    return Listing((*found, *_lists_of_words(text)))


def _lists_of_words(text: str) -> Iterator[PackageList]:
    for match in _EXEC.finditer(text):
        entries, value = [], False
        for word in re.compile(r"\"([^\"]*)\"").finditer(text, match.start("rest"), match.end("rest")):
            package = None if value or "/" in word[1] else package_in(word[1])
            value = not value and word[1] in _WITH_VALUE
            if package is not None and not word[1].startswith("-"):
                line = text.count("\n", 0, word.start()) + 1
                entries.append(Listed(*package, line, *word.span(), '"', '"'))
        if entries:
            span = _line_of_its_own(text, match.start())
            yield PackageList(tuple(entries), "inline", span, needed=True)


def _lists(source: str, program: re.Pattern[str], with_value: frozenset[str]) -> Iterator[PackageList]:
    text = unfolded(source)
    for match in program.finditer(text):
        entries = list(_entries(source, text, match, with_value))
        if entries:
            span = _line_of_its_own(source, match.start())
            wheels = program is _PIP
            yield PackageList(tuple(entries), "inline", span, needed=True, takes_wheels=wheels, separator=" ")


def _line_of_its_own(text: str, position: int) -> tuple[int, int] | None:
    """The line that is nothing but a command in a script or a Dockerfile, so that it can go."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position) + 1 or len(text)
    above, line, below = text[:start].splitlines()[-1:], text[start:end], text[end:].splitlines()[:1]
    if not _BEFORE.fullmatch(text[start:position]) or _JOINED.search(_STRING.sub("", line)):
        return None
    around = [len(one) - len(one.lstrip()) for one in (*above, *below) if one.strip()]
    indent = len(line) - len(line.lstrip())
    alone = any(_GOES_ON.search(one) for one in above) or (indent > 0 and indent not in around)
    return None if alone else (start, end)


def _entries(source: str, text: str, match: re.Match[str], with_value: frozenset[str]) -> Iterator[Listed]:
    position, value = match.end(), False
    end = re.compile(r"(?:[`^][ \t]*\r?\n|[^\r\n\\]|\\\r?\n|\\.)*").match(text, position)
    stop = end.end() if end else position
    while position < stop and (word := _WORD.search(text, position, stop)):
        position = word.end()
        if word["end"]:
            break
        content = word["quoted"] if word["quote"] else word["plain"]
        if content is None:
            continue
        if value or content.startswith("-"):
            value = not value and content in with_value
            continue
        package = package_in(content.rpartition("::")[2])  # conda-forge::name
        if package is None or "/" in content:
            continue
        line = source.count("\n", 0, word.start()) + 1
        yield Listed(*package, line, word.start(), word.end())
