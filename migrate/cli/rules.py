"""``azureml-migrate rules``: what can be converted."""

from __future__ import annotations

import typer


def rules() -> None:
    """List the rules: code, name, and what becomes of what."""
    from migrate.cli import parts

    listed = parts.rules()
    code = max((len(rule.code) for rule in listed), default=0)
    name = max((len(rule.name) for rule in listed), default=0)
    for rule in listed:
        typer.echo(f"{rule.code:<{code}}  {rule.name:<{name}}  {rule.summary}".rstrip())
