"""An object for whatever a script asks of a service or of a package that is not there.

It takes any attribute, call, item and comparison, and is empty when iterated. It is neither a number nor a path: an
object that answers ``__index__`` is taken for a file descriptor by ``open``, and closes the standard output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any


class Offline:
    """Anything of the given name."""

    def __init__(self, name: str, /, **known: object) -> None:
        self.__dict__.update(known)
        self.__dict__["_offline_name"] = name

    def __getattr__(self, name: str) -> Any:
        if (name.startswith("__") and name.endswith("__")) or name.startswith(("_repr_", "_ipython_")):
            raise AttributeError(name)
        if name in _FINAL:
            return _FINAL[name]
        made = Offline(f"{self._offline_name}.{name}")
        self.__dict__[name] = made
        return made

    def __call__(self, *positional: Any, **keywords: Any) -> Any:
        # a decorator: what it decorates stays what it is
        if len(positional) == 1 and not keywords and isinstance(positional[0], (FunctionType, type)):
            return positional[0]
        last = self._offline_name.rpartition(".")[2]
        if last in _MADE:
            return _MADE[last](*positional, **keywords)
        if last in _ANSWERS:
            return _ANSWERS[last]
        return Offline(f"{self._offline_name}()")

    def __getitem__(self, key: object) -> Any:
        return Offline(f"{self._offline_name}[{key!r}]")

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __delitem__(self, key: object) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __contains__(self, item: object) -> bool:
        return True

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (OfflineBase,)

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __add__(self, other: Any) -> Any:
        return str(self) + other if isinstance(other, str) else self

    def __radd__(self, other: Any) -> Any:
        return other + str(self) if isinstance(other, str) else self

    def __sub__(self, other: object) -> Any:
        return self

    __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __mod__ = __and__ = __or__ = __sub__
    __rshift__ = __lshift__ = __matmul__ = __sub__

    def __str__(self) -> str:
        return f"<{self._offline_name}>"

    __repr__ = __str__

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self

    def __copy__(self) -> Any:
        return self


class OfflineBase:
    """Base class of a project's class whose own base is not there."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Offline(f"{type(self).__name__}.{name}")


class Ended(str):
    """How all went well, in any word that runs of v1 have for it: ``Finished`` is of pipelines."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and str.__str__(other) in _ENDS

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


_ENDS = ("Completed", "Finished")

_FINAL: dict[str, object] = {
    "status": Ended("Completed"),
    "status_code": 200,
    "ok": True,
    "text": "{}",
    "content": b"{}",
}
"""What a loop that waits for an end must see."""

_ANSWERS: dict[str, Any] = {
    "get_status": Ended("Completed"),
    "wait_for_completion": Ended("Completed"),
    "get_portal_url": "https://offline.invalid",
    "raise_for_status": None,
    "is_running": False,
}

_MADE: dict[str, Callable[..., Any]] = {}


def answer(method: str, made: Callable[..., Any]) -> None:
    """Let all such objects answer a method in this way, in this process."""
    _MADE[method] = made
