"""Keeping secrets out of what is quoted from a run."""

from __future__ import annotations

import re

_PATTERNS = (
    # name=value and "name": "value", for names that hold secrets
    re.compile(
        r"(?i)((?:account_?key|access_?key|api_?key|shared_?key|subscription_?key|primary_?key|secret|client_?secret|"
        r"password|passwd|pwd|token|sas_?token|sig|connection_?string)[\"']?\s*[=:]\s*[\"']?)([^\s\"'&;,)]{4,})"
    ),
    re.compile(r"(?i)(\bbearer\s+)([A-Za-z0-9._~+/=-]{8,})"),
    re.compile(r"()(\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)"),  # JSON web token
    re.compile(r"()(\b[A-Za-z0-9+/]{86}==)"),  # key of a storage account
    re.compile(r"(://[^/\s:@]+:)([^@\s/]+)(?=@)"),  # password in a URL
)


def redact(text: str) -> str:
    """Replace what looks like a secret by asterisks."""
    for pattern in _PATTERNS:
        text = pattern.sub(r"\1***", text)
    return text
