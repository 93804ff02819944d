"""The proof levels that can be asked for on the command line."""

from __future__ import annotations

from enum import Enum

from migrate.verify.levels import Level


class ProofLevel(str, Enum):
    PARSED = "parsed"
    CONFORMING = "conforming"
    BUILDS = "builds"
    EQUIVALENT = "equivalent"
    RUNS = "runs"

    @property
    def level(self) -> Level:
        return Level(self.value)
