"""Keeping secrets out of reports: account keys, SAS signatures, passwords, connection strings, tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "***"

# Every repetition before a match is bounded: the text may be one very long line.
_NAME = (
    r"(?:\w{0,40}(?:password|passwd|pwd|secret|token|credential|conn(?:ection)?_?str(?:ing)?)"
    r"|\w{0,40}(?:account|access|api|shared|storage|subscription|primary|secondary|private|encryption|function)_?key)"
)
# what may stand between the name and its value: password=, "password": , ["PASSWORD"] = , password: str =
_GIVES = r"""(?:\\?["'])?\]?\s{0,9}(?::\s{0,9}[\w.\[\]| ]{1,60}=|[=:])\s{0,9}[rbfuRBFU]{0,2}"""
_PLAIN = r"""(?P<quote>["'])(?P<secret>(?:\\.|(?!(?P=quote))[^\\\n])+)"""
_ESCAPED = r"""(?P<quote>\\["'])(?P<secret>(?:(?!(?P=quote)).)+)"""  # code inside JSON, as in a notebook
_VALUE = r"""["']?[^"'\n]{0,200}["']?"""

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i)(?P<before>\b{_NAME}{_GIVES}){_PLAIN}",
        rf"(?i)(?P<before>\b{_NAME}{_GIVES}){_ESCAPED}",
        # a default for an environment variable
        rf"""(?i)(?P<before>\bget(?:env)?\(\s{{0,9}}["']{_NAME}["']\s{{0,9}},\s{{0,9}}){_PLAIN}""",
        rf"""(?P<before>\bset_secret\(\s*(?:name\s*=\s*)?{_VALUE}\s*,\s*(?:value\s*=\s*)?){_PLAIN}""",
        # parts of a connection string, and of a shell line
        r"""(?P<before>\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|PWD)=)(?P<secret>[^;\s"'\\]+)""",
        r"""(?P<before>\b[A-Z0-9_]{0,40}(?:SECRET|PASSWORD|TOKEN|_KEY)=)(?P<secret>[^\s"'\\();,]+)""",
        r"""(?P<before>(?i:--(?:\w{1,20}-){0,5}(?:password|secret|token|key)[ =]))(?P<secret>[^\s"'\\-][^\s"'\\]*)""",
        r"(?P<before>[?&;](?:sig|signature)=)(?P<secret>[A-Za-z0-9%+/=_-]+)",
        r"(?P<before>[?&]code=)(?P<secret>[A-Za-z0-9%+/=_-]{20,})",
        r"(?P<before>\b(?i:bearer)\s+)(?P<secret>[A-Za-z0-9._~+/=-]{16,})",
        r"(?P<before>://[^/\s:@\"']{1,100}:)(?P<secret>[^@\s/\"']+)(?=@)",
        # a key that is named nothing else, when it is random
        r"""(?P<before>\b(?i:key)\d?\s{0,9}=\s{0,9})(?P<quote>\\?["'])(?P<secret>(?=[A-Za-z+/]{0,40}\d)(?=\d{0,40}[A-Za-z])"""
        r"""[A-Za-z0-9+/]{24,}={0,2})(?=(?P=quote))""",
        # values that give themselves away
        r"(?P<before>)\b(?P<secret>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)",
        r"(?P<before>)(?<![A-Za-z0-9+/])(?P<secret>[A-Za-z0-9+/]{86}==)",  # key of a storage account
        r"(?P<before>)(?<![A-Za-z0-9+/=])(?P<secret>[A-Za-z0-9+/]{43}=)(?![A-Za-z0-9=])",  # key of a service bus, …
        r"(?P<before>)(?P<secret>[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34})",  # client secret of an Entra app
        r"(?P<before>)\b(?P<secret>dapi[0-9a-f]{32}|gh[pousr]_[A-Za-z0-9]{36,})",
        r"(?s)(?P<before>-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)(?P<secret>.+?)(?=-----END|\Z)",
    )
)

_NO_SECRET = re.compile(
    r"""(?ix) < .* > | \*+ | \.+ | x+ | \{ .* \} | %\( .* | \$ .* | your .* | my[-_ ]? (?:password|secret|key|token)"""
)


def mask(text: str, known: Iterable[str] = ()) -> str:
    """``text`` with asterisks for whatever looks like a secret. A secret is written out; a variable is none.

    What stands on a line stays on that line.

    Args:
        known: secrets that the conversion found, whatever they look like.
    """
    for pattern in _PATTERNS:
        text = pattern.sub(_masked, text)
    for secret in sorted(known, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MASK + "\n" * secret.count("\n"), text)
    return text


def holds_secret(text: str, known: Iterable[str] = ()) -> bool:
    """True when ``mask`` would change ``text``."""
    return mask(text, known) != text


def _masked(match: re.Match[str]) -> str:
    if _NO_SECRET.fullmatch(match["secret"]):
        return match[0]
    quote = match.groupdict().get("quote") or ""
    return f"{match['before']}{quote}{MASK}" + "\n" * match["secret"].count("\n")
