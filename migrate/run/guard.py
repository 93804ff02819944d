"""What keeps the programs of a local run from network, disk and credentials: the kernel's guards, or Python's own."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.verify import process_limit

_CONFINED = Path(__file__).with_name("confined.py")
_HOOKS = Path(__file__).parents[1] / "verify" / "isolation.py"
_PROBE = 30  # seconds


@dataclass(frozen=True)
class Guard:
    """How the programs of a run are held in.

    Args:
        namespaces: a network and process namespace for each program.
        landlock: the kernel refuses to write elsewhere.
        network: the user allows the network.
        memory: megabytes of address space for each process; None for no limit.
        processes: that each program may have at a time.
    """

    namespaces: bool
    landlock: bool
    network: bool = False
    memory: int | None = None
    processes: int = 1000

    def __str__(self) -> str:
        network = "network namespace" if self.namespaces else "python sockets refused"
        writes = "held by Landlock" if self.landlock else "refused in Python"
        processes = process_limit.told(self.processes)
        return f"{'network allowed' if self.network else network}; writes {writes}; {processes}"

    def words(self, words: Sequence[str], writable: Sequence[Path]) -> list[str]:
        """The words that start a program within the guards.

        Args:
            writable: files and folders that it may write to; they exist.
        """
        if os.name == "nt":
            return list(words)
        settings = {
            "namespaces": self.namespaces,
            "network": self.network,
            "writes": [str(path) for path in writable] if self.landlock else None,
            "memory": self.memory,
            "processes": self.processes,
            "home": os.path.expanduser("~"),
        }
        return [sys.executable, "-I", str(_CONFINED), json.dumps(settings), *words]

    def variables(self, writable: Sequence[Path]) -> dict[str, str]:
        """Environment variables that make Python refuse what the kernel does not; they need ``recording``."""
        guard_network = not (self.network or self.namespaces)
        if self.landlock and not guard_network:
            return {}
        hooks = {
            "hooks": str(_HOOKS),
            "allowed": [str(path) for path in writable if path.is_dir()],
            "guard_writes": not self.landlock,
            "guard_network": guard_network,
        }
        return {"MIGRATE_RUN_GUARD": json.dumps(hooks)}


def guard(*, network: bool, memory: int | None) -> Guard:
    """The strongest guard that this system allows. Arguments are those of ``Guard``."""
    namespaces, landlock = _allowed()
    return Guard(namespaces, landlock, network, memory)


@functools.cache
def _allowed() -> tuple[bool, bool]:
    if not sys.platform.startswith("linux"):
        return False, False
    command = [sys.executable, "-I", str(_CONFINED), "{}"]
    try:
        told = json.loads(subprocess.run(command, capture_output=True, timeout=_PROBE, check=True).stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return False, False
    return bool(told["namespaces"]), bool(told["writes"])
