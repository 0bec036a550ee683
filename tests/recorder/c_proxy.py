"""
A class in C whose `__dict__` runs code, as the proxies of wrapt and lazy_object_proxy have: made by hand through
ctypes, so that tests need none of these libraries. Only in CPython.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any


class _GetSet(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p), ("get", ctypes.c_void_p), ("set", ctypes.c_void_p), ("doc", ctypes.c_char_p),
        ("closure", ctypes.c_void_p),
    )  # fmt: skip


class _Slot(ctypes.Structure):
    _fields_ = (("slot", ctypes.c_int), ("value", ctypes.c_void_p))


class _Spec(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p), ("basic_size", ctypes.c_int), ("item_size", ctypes.c_int),
        ("flags", ctypes.c_uint), ("slots", ctypes.POINTER(_Slot)),
    )  # fmt: skip


_GETTER = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.c_void_p)
_GETSET_SLOT = 73
_CAN_BE_A_BASE = 1 << 10
_alive: list[Any] = []


def proxy_class(name: str, attributes: dict[str, Callable[[], Any]]) -> Any:
    """A class in C; reading one of these attributes of an instance calls the function."""
    getters = [_GETTER(lambda value, closure, run=run: run()) for run in attributes.values()]
    members = (_GetSet * (len(attributes) + 1))()
    for at, (attribute, getter) in enumerate(zip(attributes, getters, strict=True)):
        members[at] = _GetSet(attribute.encode(), ctypes.cast(getter, ctypes.c_void_p), None, None, None)
    slots = (_Slot * 2)(_Slot(_GETSET_SLOT, ctypes.addressof(members)))
    spec = _Spec(f"lazy.{name}".encode(), object.__basicsize__, 0, _CAN_BE_A_BASE, slots)
    make = ctypes.pythonapi.PyType_FromSpec
    make.restype, make.argtypes = ctypes.py_object, [ctypes.c_void_p]
    _alive.append((getters, members, slots, spec))
    return make(ctypes.addressof(spec))
