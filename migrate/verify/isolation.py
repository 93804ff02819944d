"""Holding user code in: no network, no write outside its folder, no credentials, bounded time and memory.

Two layers. The kernel's, where it lets us: a network and process namespace, and Landlock for writing. Python's own
audit hooks otherwise: they stop what goes through Python, not what native code does. The report says which one held.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import re
import signal
import struct
import sys
from collections.abc import Iterable, Mapping
from typing import NoReturn

_STRIPPED = re.compile(
    r"^(AZURE|AML)"
    r"|^(ARM|MSI|IDENTITY|IMDS|ACC|AWS|GOOGLE|GCP|CLOUDSDK|GITHUB|GH|GITLAB|CI_JOB|DOCKER|KUBE|MLFLOW|DATABRICKS|"
    r"OPENAI|HF|WANDB|PIP|UV|TWINE|SSH|GPG)(_|$)"
    r"|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|(API|ACCESS|ACCOUNT)_?KEY|CONNECTION_?STRING|SAS_?URL"
    r"|(^|_)(SAS|KEY|PAT)$|_PROXY$",
    re.IGNORECASE,
)
_CREDENTIAL_PLACES = (
    ".azure", ".azureml", ".aws", ".config/gcloud", ".config/gh", ".docker", ".kube", ".ssh", ".gnupg", ".netrc",
    ".git-credentials", ".pypirc", ".databrickscfg",
)  # fmt: skip

_NEWNS, _NEWUSER, _NEWPID, _NEWNET, _NEWIPC = 0x20000, 0x10000000, 0x20000000, 0x40000000, 0x08000000
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 36, 38
_PR_SET_SECUREBITS, _NO_ROOT_LOCKED = 28, 0b11
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_MS_RDONLY, _MS_BIND, _MS_PRIVATE = 1, 4096, (1 << 18) | 16384
_LANDLOCK_WRITES = 0b1111111110010  # every right of the first version but execute, read file, read directory
_LANDLOCK_TRUNCATE, _LANDLOCK_REFER = 1 << 14, 1 << 13
_LANDLOCK_CALLS = {"create": 444, "add": 445, "restrict": 446}  # the same numbers on all architectures


def clean_environment(environ: Mapping[str, str], home: str) -> dict[str, str]:
    """The environment for user code: nothing that signs in anywhere, and a HOME of its own."""
    kept = {name: value for name, value in environ.items() if not _STRIPPED.search(name)}
    kept.update(
        HOME=home,
        USERPROFILE=home,
        TMPDIR=home,
        TEMP=home,
        TMP=home,
        XDG_CONFIG_HOME=os.path.join(home, ".config"),
        XDG_CACHE_HOME=os.path.join(home, ".cache"),
        PYTHONDONTWRITEBYTECODE="1",
        MPLBACKEND="Agg",
    )
    return kept


def enter_namespaces(*, cut_network: bool = True) -> bool:
    """Cut this process and its children off from network and other processes; False where that is not allowed.

    Must be called while the process has one thread. Afterwards a child must be forked: it becomes process 1 of the
    new process namespace, and everything in there ends when it ends.
    """
    if not sys.platform.startswith("linux"):
        return False
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEWUSER | _NEWPID | _NEWIPC | _NEWNS | (_NEWNET if cut_network else 0)) != 0:
        return False
    with contextlib.suppress(OSError):  # files stay accessible without the maps; only names of users differ
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as stream:
                stream.write(text)
    return True


def credential_places(home: str) -> list[str]:
    """Files and folders with which the user signs in, whether they are there or not."""
    return [os.path.join(home, place) for place in _CREDENTIAL_PLACES]


def hide_credentials(home: str) -> None:
    """Put nothing in place of the files with which the user signs in; only within namespaces of our own.

    Also gives the process a view of ``/proc`` without the processes outside, whose environment it holds.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mount(b"none", b"/", None, _MS_PRIVATE, None)
    libc.mount(b"proc", b"/proc", b"proc", 0, None)
    for path in credential_places(home):
        if os.path.isdir(path):
            libc.mount(b"tmpfs", os.fsencode(path), b"tmpfs", _MS_RDONLY, b"size=4k")
        elif os.path.isfile(path):
            libc.mount(b"/dev/null", os.fsencode(path), None, _MS_BIND, None)


def raise_loopback() -> None:
    """Let the programs within a network namespace of our own reach each other on 127.0.0.1, where nobody else is."""
    import fcntl
    import socket

    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))


def drop_capabilities() -> None:
    """Give programs that are started from now on no capability, also where the user is root (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_SECUREBITS, _NO_ROOT_LOCKED, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of whatever the descendants of this process leave behind (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent() -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit_memory(megabytes: int) -> None:
    """Cap the address space and the size of written files; no core dumps."""
    _limit(RLIMIT_AS=megabytes << 20, RLIMIT_FSIZE=2 << 30, RLIMIT_CORE=0)


def limit_core() -> None:
    """No core dumps."""
    _limit(RLIMIT_CORE=0)


def _limit(**limits: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, value in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))


def forbid_writes(allowed: Iterable[str]) -> bool:
    """Let this process and its children write beneath the given folders only (Landlock); False where unknown."""
    if not sys.platform.startswith("linux") or platform.machine() in ("i386", "i686"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_LANDLOCK_CALLS["create"], None, 0, 1)
    if version < 3:  # before version 3, truncating a file is not covered
        return False
    rights = _LANDLOCK_WRITES | _LANDLOCK_REFER | _LANDLOCK_TRUNCATE
    attributes = ctypes.create_string_buffer(struct.pack("=Q", rights))
    ruleset = libc.syscall(_LANDLOCK_CALLS["create"], attributes, ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return False
    for path in (*allowed, "/dev/null", "/dev/zero", "/dev/shm"):
        if not os.path.exists(path):
            continue
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        granted = rights if os.path.isdir(path) else (1 << 1) | _LANDLOCK_TRUNCATE
        rule = ctypes.create_string_buffer(struct.pack("=Qi", granted, descriptor))
        libc.syscall(_LANDLOCK_CALLS["add"], ruleset, 1, rule, 0)
        os.close(descriptor)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    held = libc.syscall(_LANDLOCK_CALLS["restrict"], ruleset, 0) == 0
    os.close(ruleset)
    return bool(held)


class NetworkRefused(ConnectionError):
    """User code asked for the network."""


_WRITING_EVENTS = frozenset(
    {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
     "shutil.rmtree", "shutil.move"}
)  # fmt: skip
_PROCESS_EVENTS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn"})


_READING_EVENTS = frozenset({"open", "os.listdir", "os.scandir"})
_PROCESS = re.compile(r"/proc/(\d+)/(?:task/\d+/)?(?:environ|mem|fd)(?:/|$)")


def install_hooks(
    allowed: Iterable[str],
    *,
    guard_writes: bool,
    guard_processes: bool,
    guard_network: bool = True,
    hidden: Iterable[str] = (),
) -> None:
    """Refuse sockets in Python; and writes, other programs and credentials, where the kernel does not hold them.

    Args:
        allowed: folders in which local sockets may be used and files written.
        guard_writes: refuse to write elsewhere.
        guard_processes: refuse to start programs, which no hook of ours could follow, and to signal other processes.
        guard_network: refuse sockets.
        hidden: files and folders that may not be read; if there are any, neither may other processes' environments.
    """
    secret = tuple(os.path.realpath(path) for path in hidden)
    folders = tuple(os.path.realpath(folder) + os.sep for folder in allowed)

    def inside(path: object) -> bool:
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if not isinstance(path, str):
            return True  # a file descriptor: opened before, or by us
        return os.path.realpath(path).startswith(folders) or path == os.devnull

    def is_hidden(path: object) -> bool:
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if not secret or not isinstance(path, str):
            return False
        real = os.path.realpath(path)
        process = _PROCESS.match(real)
        return any(real == place or real.startswith(place + os.sep) for place in secret) or (
            process is not None and process[1] != str(os.getpid())
        )

    def refuse_network(target: object) -> NoReturn:
        raise NetworkRefused(f"no network for the code of a pipeline (asked for {target!r})")

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if secret and event in _READING_EVENTS and is_hidden(arguments[0]):
            raise PermissionError(f"signing in is not for the code that is being proved: {arguments[0]!r}")
        if guard_network and event.startswith("socket."):
            if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
                address = arguments[1] if len(arguments) > 1 else None
                if not (isinstance(address, (str, bytes)) and inside(address)):
                    refuse_network(address)
            elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
                refuse_network(arguments[0])
        elif guard_writes and event == "open":
            path, mode, flags = (*arguments, None, None, None)[:3]
            writes = any(letter in str(mode or "") for letter in "wax+")
            writes = writes or bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if writes and not inside(path):
                raise PermissionError(f"writing outside of the folders of the code: {path}")
        elif guard_writes and event in _WRITING_EVENTS:
            for path in arguments[:2]:
                if isinstance(path, (str, bytes)) and not inside(path):
                    raise PermissionError(f"changing files outside of the folders of the code: {path!r}")
        elif guard_processes and event in ("os.kill", "os.killpg") and arguments[0] != os.getpid():
            raise PermissionError(f"no signals to other processes: {arguments[0]!r}")
        elif guard_processes and event in _PROCESS_EVENTS:
            raise PermissionError(f"no other programs for the code of a pipeline (asked for {arguments[0]!r})")

    sys.addaudithook(hook)
