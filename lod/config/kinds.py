"""What each setting may be: from a text or a TOML value to the value in force."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lod.iris import is_web_address

_MAX_PORT = 65_535
_MAILTO = re.compile(r"mailto:[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("expected a text")
    return value


def _base_iri(value: Any) -> str:
    text = _text(value)
    if not is_web_address(text) or not text.endswith("/") or "?" in text or "#" in text:
        raise ValueError("expected an http or https address that ends in /")
    return text


def _public_url(value: Any) -> str:
    return _base_iri(value) if value != "" else ""


def _security_contact(value: Any) -> str:
    text = _text(value)
    if text and not _MAILTO.fullmatch(text) and not (is_web_address(text) and text.startswith("https:")):
        raise ValueError("expected a mailto: or https address")
    return text


def _endpoint(value: Any) -> str:
    text = _text(value)
    if text and not is_web_address(text):
        raise ValueError("expected an http or https address")
    return text


def _endpoints(value: Any) -> tuple[str, ...]:
    listed = value.split() if isinstance(value, str) else value
    if not isinstance(listed, list | tuple):
        raise TypeError("expected a list of addresses")
    return tuple(_endpoint(address) for address in listed if address)


def _path(value: Any) -> Path:
    if not isinstance(value, str | Path) or not str(value):
        raise TypeError("expected a path")
    return Path(value)


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        text = str(value).strip()
        if not re.fullmatch(r"[0-9]{1,12}", text) or not low <= int(text) <= high:
            raise ValueError(f"expected a whole number from {low} to {high}")
        return int(text)

    return read


def _number(low: float, high: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        text = str(value).strip()
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) or not low <= float(text) <= high:
            raise ValueError(f"expected a number from {low:g} to {high:g}")
        return float(text)

    return read


def _truth(value: Any) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if str(value).lower() not in words:
        raise ValueError("expected true or false")
    return words[str(value).lower()]


# by name of the setting
KINDS: Mapping[str, Callable[[Any], Any]] = {
    "base_iri": _base_iri,
    "public_url": _public_url,
    "security_contact": _security_contact,
    "site": _path,
    "ontology_dir": _path,
    "shapes_dir": _path,
    "reference_dir": _path,
    "max_rejected": _number(0, 1),
    "strict": _truth,
    "max_withdrawn": _number(0, 1),
    "kept_releases": _whole(1, 10_000),
    "reread_statements": _whole(0, 1_000_000_000),
    "prerendered_bytes": _whole(0, 10**11),
    "host": _text,
    "port": _whole(0, _MAX_PORT),
    "workers": _whole(1, 64),
    "endpoint": _endpoint,
    "query_timeout_s": _number(0.1, 3600),
    "max_answer_bytes": _whole(1000, 10**10),
    "max_rows": _whole(1, 10**9),
    "query_workers": _whole(1, 64),
    "max_waiting": _whole(0, 1000),
    "client_budget_s": _number(0.1, 3840),
    "allowed_services": _endpoints,
    "trusted_proxies": _whole(0, 10),
}

# those whose paths are relative to the file that sets them
PATHS = frozenset(name for name, kind in KINDS.items() if kind is _path)
