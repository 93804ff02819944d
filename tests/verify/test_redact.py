from __future__ import annotations

import pytest

from migrate.verify.redact import redact


@pytest.mark.parametrize(
    "text",
    [
        "AccountKey=c2VjcmV0c2VjcmV0;x",
        "password: hunter22",
        '{"client_secret": "abcdefgh"}',
        "https://x.blob/y?sv=1&sig=abcd%2Fefgh",
        "Authorization: Bearer abcdefghijk",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "key " + "A" * 86 + "==",
        "https://user:hunter22@host/x",
    ],
)
def test_secrets_are_hidden(text: str) -> None:
    hidden = redact(text)
    assert "***" in hidden
    assert not any(secret in hidden for secret in ("c2VjcmV0", "hunter22", "abcdefgh", "abcd%2F", "eyJz", "A" * 86))


@pytest.mark.parametrize(
    "text", ["found existing compute target", "key not found", "azureml:env:1", "a=b", "sha256 abc"]
)
def test_other_text_stays(text: str) -> None:
    assert redact(text) == text
