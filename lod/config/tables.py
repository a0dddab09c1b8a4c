"""The tables of the settings' file: ``[[source]]``, ``[publisher]``, ``[contact]``, ``[catalogue]``."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lod.config.publishing import CatalogueSettings, Contact, Publisher
from lod.config.settings import SourceSettings
from lod.errors import SettingsError
from lod.iris import is_web_address

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# names that no one can own (RFC 2606 and 6761): whoever says one has copied an example
_EXAMPLE = re.compile(r"(^|[.@]|//)example(\.(com|net|org|edu|it|eu))?([:/]|$)|\.(example|invalid|test)([:/]|$)")

TABLES: Mapping[str, type[Publisher] | type[Contact] | type[CatalogueSettings]] = MappingProxyType(
    {"publisher": Publisher, "contact": Contact, "catalogue": CatalogueSettings}
)
_TEXTS = ("title", "description")
_LISTS = ("themes", "subjects", "spatial", "languages")


def _is_day(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


_FORMS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "homepage": (is_web_address, "an http or https address"),
    "page": (is_web_address, "an http or https address"),
    "licence": (is_web_address, "the address of a licence"),
    "email": (_EMAIL.fullmatch, "an e-mail address"),
    "spatial": (is_web_address, "addresses of places"),
    "subjects": (re.compile(r"[0-9]{1,9}").fullmatch, "numbers of EuroVoc concepts"),
    "issued": (_is_day, "a day such as 2026-11-25"),
}


def is_example(text: str) -> bool:
    """Whether *text* is an address or a name that stands for an example, as in ``https://example.org/``."""
    return _EXAMPLE.search(text.lower()) is not None


def sources(file: Path, tables: Any) -> tuple[SourceSettings, ...]:
    """The ``[[source]]`` tables of *file*, no two of which have a name or a prefix in common.

    Raises:
        SettingsError: a value is wrong or missing; the message says which.
    """
    if not isinstance(tables, list) or not tables:
        raise SettingsError(f"{file}: source: expected one or more [[source]] tables")
    found = [_source(file, table) for table in tables]
    for name in ("name", "prefix"):
        # two records would get one IRI
        said = [getattr(source, name) for source in found]
        for value in said:
            if said.count(value) > 1:
                raise SettingsError(f"{file}: [[source]]: {name} = {value!r} twice: expected another for each source")
    return tuple(found)


def table(file: Path, name: str, values: Any) -> Publisher | Contact | CatalogueSettings:
    """One of `TABLES` as *file* has it.

    Raises:
        SettingsError: a value is wrong, missing, or still that of an example.
    """
    where = f"{file}: [{name}]"
    kind = TABLES[name]
    _check_names(where, values, [f.name for f in fields(kind)])
    for known in fields(kind):
        if known.default is MISSING and known.default_factory is MISSING and not values.get(known.name):
            raise SettingsError(f"{where}: {known.name} is missing")
    read = {key: _value(where, key, value) for key, value in values.items()}
    for key, value in read.items():
        if isinstance(value, str) and is_example(value):
            raise SettingsError(
                f"{where}: {key} = {value!r}: an example: say whose data these are, or leave [{name}] out"
            )
    return kind(**read)


def _source(file: Path, values: Any) -> SourceSettings:
    where = f"{file}: [[source]]"
    _check_names(where, values, sorted(f.name for f in fields(SourceSettings)))
    read = {key: _value(where, key, value) for key, value in values.items() if key != "title"}
    for name in ("name", "kind", "path", "prefix"):
        if not read.get(name):
            raise SettingsError(f"{where}: {name} is missing")
    for name in ("name", "prefix"):
        if not _NAME.fullmatch(read[name]):
            raise SettingsError(f"{where}: {name} = {read[name]!r}: expected small letters, digits and hyphens")
    paths = {name: file.parent / read[name] for name in ("path", "profile") if name in read}
    title = {"title": _text(where, "title", values["title"])} if "title" in values else {}
    everything: dict[str, Any] = {**read, **title, **paths}
    return SourceSettings(**everything)


def _check_names(where: str, values: Any, allowed: Sequence[str]) -> None:
    if not isinstance(values, dict):
        raise SettingsError(f"{where}: expected a table")
    for name in values:
        if name not in allowed:
            raise SettingsError(f"{where}: no such setting: {name}; there are {', '.join(allowed)}")


def _value(where: str, name: str, value: Any) -> Any:
    """What *value* stands for, by the name of its setting."""
    if name in _TEXTS:
        return {code: _text(where, name, text) for code, text in _by_language(where, name, value).items()}
    if name == "keywords":
        return {code: _list(where, name, texts) for code, texts in _by_language(where, name, value).items()}
    if name in _LISTS:
        return tuple(_formed(where, name, text) for text in _list(where, name, value))
    return _formed(where, name, _text(where, name, value))


def _formed(where: str, name: str, text: str) -> str:
    """*text*, if it has the form that its setting has."""
    is_right, expected = _FORMS.get(name, (bool, ""))
    if text and not is_right(text):
        raise SettingsError(f"{where}: {name} = {text!r}: expected {expected}")
    return text


def _by_language(where: str, name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not value or not all(_LANGUAGE.fullmatch(code) for code in value):
        raise SettingsError(f'{where}: {name} = {value!r}: expected a text by language: {{ it = "…", en = "…" }}')
    return value


def _list(where: str, name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise SettingsError(f"{where}: {name} = {value!r}: expected a list of texts")
    return tuple(_text(where, name, text) for text in value)


def _text(where: str, name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{where}: {name} = {value!r}: expected a text")
    return value
