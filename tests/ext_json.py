"""Documents as typed, ordered trees, so that two texts compare by type, value and nested order.

A number is ("int" | "long" | "double", value); an object is ("object", ((name, tree), ...)).
"""
import json

INT_MIN, INT_MAX = -(2**31), 2**31 - 1


def of_plain(text: str):
    """The tree that plain JSON text stands for: whole numbers are int, or long beyond 32 bits."""
    return _plain(json.loads(text, object_pairs_hook=_Pairs))


def of_canonical(text: str):
    """The tree that canonical Extended JSON v2 text stands for."""
    return _canonical(json.loads(text, object_pairs_hook=_Pairs))


def top_level(tree) -> dict:
    """The fields of a document whose top-level order does not matter."""
    kind, fields = tree
    assert kind == "object" and len(dict(fields)) == len(fields), tree
    return dict(fields)


class _Pairs(tuple):
    """An object's (name, value) pairs, to tell it from an array."""


def _plain(value):
    if isinstance(value, _Pairs):
        return ("object", tuple((name, _plain(child)) for name, child in value))
    if isinstance(value, list):
        return ("array", tuple(map(_plain, value)))
    if isinstance(value, int) and not isinstance(value, bool):
        return ("int" if INT_MIN <= value <= INT_MAX else "long", value)
    if isinstance(value, float):
        return ("double", repr(value))
    return (type(value).__name__, value)


_SCALARS = {
    "$numberInt": lambda text: ("int", int(text)),
    "$numberLong": lambda text: ("long", int(text)),
    "$numberDouble": lambda text: ("double", repr(float(text))),
}


def _canonical(value):
    if isinstance(value, _Pairs):
        if len(value) == 1 and value[0][0] in _SCALARS:
            return _SCALARS[value[0][0]](value[0][1])
        return ("object", tuple((name, _canonical(child)) for name, child in value))
    if isinstance(value, list):
        return ("array", tuple(map(_canonical, value)))
    assert not isinstance(value, (int, float)) or isinstance(value, bool), f"bare number {value}"
    return (type(value).__name__, value)
