"""A value that tells when it changes."""

from collections.abc import Callable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Observable(Generic[_Value]):
    """Observers are called in the order they came, only when the value really is another one."""

    def __init__(self, value: _Value) -> None:
        self._value = value
        self._observers: list[Callable[[_Value], None]] = []

    @property
    def value(self) -> _Value:
        return self._value

    def set(self, value: _Value) -> None:
        if value == self._value:
            return
        self._value = value
        for observer in tuple(self._observers):
            observer(value)

    def observe(self, observer: Callable[[_Value], None]) -> None:
        """Called at once with the present value, then at each change."""
        self._observers.append(observer)
        observer(self._value)
