"""Variant bytes for tests, from Python values, by the letter of VariantEncoding.md."""
import datetime as dt
import struct
from decimal import Decimal

EPOCH = dt.date(1970, 1, 1)
EPOCH_UTC = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
EMPTY_METADATA = b"\x01\x00\x00"


def primitive(kind: int, payload: bytes = b"") -> bytes:
    return bytes([kind << 2]) + payload


def _int(number: int) -> bytes:
    for kind, size in ((3, 1), (4, 2), (5, 4), (6, 8)):
        if -(1 << 8 * size - 1) <= number < 1 << 8 * size - 1:
            return primitive(kind, number.to_bytes(size, "little", signed=True))
    return _decimal(Decimal(number))


def _decimal(number: Decimal) -> bytes:
    sign, digits, exponent = number.as_tuple()
    unscaled = int("".join(map(str, digits))) * (-1 if sign else 1)
    kind, size = next((k, s) for k, s, most in ((8, 4, 9), (9, 8, 18), (10, 16, 38))
                      if len(digits) <= most and -exponent <= most)
    return primitive(kind, bytes([-exponent]) + unscaled.to_bytes(size, "little", signed=True))


def _text(text: str) -> bytes:
    data = text.encode()
    if len(data) < 64:
        return bytes([len(data) << 2 | 1]) + data
    return primitive(16, struct.pack("<I", len(data)) + data)


def container(basic: int, ids: list[int], values: list[bytes],
              offsets: list[int] | None = None) -> bytes:
    """An object (2) or array (3) with widths of four bytes; `offsets` may tell lies."""
    if offsets is None:
        offsets = [sum(map(len, values[:i])) for i in range(len(values) + 1)]
    header = basic | (3 << 2) | ((3 << 4 | 1 << 6) if basic == 2 else 1 << 4)
    numbers = [len(offsets) - 1, *ids, *offsets]
    return bytes([header]) + struct.pack(f"<{len(numbers)}I", *numbers) + b"".join(values)


def _value(value, names: list[str]) -> bytes:
    match value:
        case None:
            return primitive(0)
        case bool():
            return primitive(1 if value else 2)
        case int():
            return _int(value)
        case float():
            return primitive(7, struct.pack("<d", value))
        case Decimal():
            return _decimal(value)
        case str():
            return _text(value)
        case bytes():
            return primitive(15, struct.pack("<I", len(value)) + value)
        case dt.datetime():
            utc = value if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)
            micros = (utc - EPOCH_UTC) // dt.timedelta(microseconds=1)
            return primitive(12 if value.tzinfo else 13, struct.pack("<q", micros))
        case dt.date():
            return primitive(11, struct.pack("<i", (value - EPOCH).days))
        case list():
            return container(3, [], [_value(item, names) for item in value])
        case dict():
            fields = sorted(value.items(), key=lambda field: field[0].encode())
            return container(2, [names.index(name) for name, _ in fields],
                             [_value(item, names) for _, item in fields])
    raise TypeError(type(value))


def _names(value) -> list[str]:
    if isinstance(value, list):
        return [name for item in value for name in _names(item)]
    if isinstance(value, dict):
        return [name for key, item in value.items() for name in (key, *_names(item))]
    return []


def metadata_of(names: list[str]) -> bytes:
    keys = [name.encode() for name in names]
    offsets = [sum(map(len, keys[:i])) for i in range(len(keys) + 1)]
    numbers = [len(keys), *offsets]
    return b"\xc1" + struct.pack(f"<{len(numbers)}I", *numbers) + b"".join(keys)


def encode(value) -> dict[str, bytes]:
    """{"metadata": ..., "value": ...}, as a row of a plain struct column."""
    names = list(dict.fromkeys(_names(value)))
    return {"metadata": metadata_of(names) if names else EMPTY_METADATA,
            "value": _value(value, names)}


def object_bomb(levels: int, fields: int = 255) -> dict[str, bytes]:
    """Objects in objects, all fields of each in the same place: fields**levels values."""
    names = [f"{i:03}" for i in range(fields)]
    value = primitive(0)
    for _ in range(levels):
        value = container(2, list(range(fields)), [value], [0] * fields + [len(value)])
    return {"metadata": metadata_of(names), "value": value}


def deep_arrays(levels: int) -> dict[str, bytes]:
    """Arrays in arrays; widths of four bytes."""
    parts = []
    size = 1
    for _ in range(levels):
        parts.append(bytes([3 | 3 << 2]) + b"\x01" + struct.pack("<II", 0, size))
        size += len(parts[-1])
    return {"metadata": EMPTY_METADATA, "value": b"".join(reversed(parts)) + primitive(0)}
