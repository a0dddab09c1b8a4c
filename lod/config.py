"""The settings: defaults, then a TOML file, then the environment (``LOD_*``), then options."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from lod.errors import SettingsError
from lod.iris import W3ID, is_web_address

_PACKAGE = Path(__file__).resolve().parent
# a wheel packs the folders inside the package; a checkout has them beside it
_HOME = _PACKAGE / "packed" if (_PACKAGE / "packed").is_dir() else _PACKAGE.parent
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_MAX_PORT = 65_535


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One register to read.

    Args:
        name: How findings and the catalogue call it.
        kind: Which reader reads it (``osservatorio``, ``decidim``, ``register``).
        path: A file, or a folder of files.
        prefix: What its records' keys begin with (``er`` gives ``er-65``).
        licence: IRI of the licence of what we publish from it.
        publisher: Who keeps the register.
        attribution: The words that its licence asks for.
        profile: What describes the columns of a register of kind ``register``.
        title: What people call it; its name where this is empty.
    """

    name: str
    kind: str
    path: Path
    prefix: str
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    publisher: str = ""
    attribution: str = ""
    profile: Path | None = None
    title: str = ""


OSSERVATORIO = SourceSettings(
    name="osservatorio",
    kind="osservatorio",
    path=_HOME / "data" / "sources" / "osservatorio",
    prefix="er",
    publisher="Regione Emilia-Romagna",
    attribution="Osservatorio Partecipazione \u2013 Regione Emilia-Romagna",
    title="Osservatorio Partecipazione",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, read once, at the door.

    Args:
        base_iri: What the data's IRIs start with; ends in ``/``.
        site: Folder of the releases.
        sources: The registers to read.
        ontology_dir: Folder of ontology and vocabularies.
        shapes_dir: Folder of the shapes.
        reference_dir: Folder of places and public bodies.
        max_rejected: Largest share of records left out (0 to 1) before nothing is published.
        strict: Whether one rejected record is enough for that.
        host: Address that the server listens on.
        port: Port that it listens on.
        workers: Its processes, and those that examine the records of a build.
        endpoint: SPARQL endpoint to serve from, empty for the site's own store.
        query_timeout_s: Seconds that a query may take.
        max_answer_bytes: Largest answer to a query.
        max_rows: Solutions of the largest answer to a query.
        query_workers: How many queries each process of the server answers at once.
        max_waiting: How many more may wait in each process of the server.
        client_budget_s: Seconds of query time in a minute that one client has of each process of the server.
        allowed_services: Endpoints that a query may call (SERVICE).
        trusted_proxies: Reverse proxies before the server whose ``X-Forwarded-…`` headers count.
    """

    base_iri: str = W3ID
    site: Path = Path("site")
    sources: tuple[SourceSettings, ...] = (OSSERVATORIO,)
    ontology_dir: Path = _HOME / "ontology"
    shapes_dir: Path = _HOME / "shapes"
    reference_dir: Path = _HOME / "data" / "reference"
    max_rejected: float = 0.05
    strict: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    endpoint: str = ""
    query_timeout_s: float = 10.0
    max_answer_bytes: int = 20_000_000
    max_rows: int = 100_000
    query_workers: int = 2
    max_waiting: int = 16
    client_budget_s: float = 30.0
    allowed_services: tuple[str, ...] = ()
    trusted_proxies: int = 0


def load(
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Settings:
    """The settings in force.

    Args:
        file: A TOML file; paths in it are relative to its folder.
        environment: Variables; those that start with ``LOD_`` count.
        options: Values by name; None counts as not given.

    Raises:
        SettingsError: a name is unknown or a value is wrong; the message says where.
    """
    settings = Settings()
    if file is not None:
        settings = _with_file(settings, file)
    for name, text in sorted((environment or {}).items()):
        if name.startswith("LOD_") and name != "LOD_CONFIG":
            settings = _with(settings, name.removeprefix("LOD_").lower(), text, f"{name}={text!r}")
    for name, value in (options or {}).items():
        if value is not None:
            settings = _with(settings, name, value, f"--{name.replace('_', '-')} {value}")
    return settings


def with_paths(settings: Settings, paths: Mapping[str, Path]) -> Settings:
    """*settings* with the paths of some sources replaced.

    Raises:
        SettingsError: there is no source of that name.
    """
    known = {source.name: source for source in settings.sources}
    for name in paths:
        if name not in known:
            raise SettingsError(f"--source {name}: there is no source of that name, only {', '.join(known)}")
    chosen = tuple(replace(known[name], path=path) for name, path in paths.items())
    return replace(settings, sources=chosen) if chosen else settings


def only(settings: Settings, path: Path, name: str = "") -> Settings:
    """*settings* with one source, which reads *path*: the one named, or that whose files *path* is among.

    Args:
        settings: The settings.
        path: A file or a folder.
        name: Name of the source; empty to find it by its path.

    Raises:
        SettingsError: there is nothing at *path*, no such source, or none that *path* belongs to.
    """
    if not path.exists():
        raise SettingsError(f"{path}: no such file or folder")
    if name:
        return with_paths(settings, {name: path})
    sources = settings.sources
    asked = path.resolve()
    owners = [source for source in sources if asked.is_relative_to(source.path.resolve())]
    if not owners and len(sources) > 1:
        names = ", ".join(source.name for source in sources)
        raise SettingsError(f"{path}: among the files of no source: say which reads it, with --source: {names}")
    # of sources within each other the inner one
    owner = max(owners or sources, key=lambda source: len(source.path.resolve().parts))
    return replace(settings, sources=(replace(owner, path=path),))


def _with_file(settings: Settings, file: Path) -> Settings:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"{file}: no such file") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: not a readable TOML file: {error}") from error
    sources = table.pop("source", None)
    for name, value in table.items():
        path = file.parent / value if _KINDS.get(name) is _path and isinstance(value, str) else value
        settings = _with(settings, name, path, f"{file}: {name} = {value!r}")
    if sources is not None:
        if not isinstance(sources, list) or not sources:
            raise SettingsError(f"{file}: source: expected one or more [[source]] tables")
        settings = replace(settings, sources=_told_apart(file, [_source(file, table) for table in sources]))
    return settings


def _told_apart(file: Path, sources: list[SourceSettings]) -> tuple[SourceSettings, ...]:
    """*sources*, no two of which have a name or a prefix in common: two records would get one IRI."""
    for name in ("name", "prefix"):
        said = [getattr(source, name) for source in sources]
        for value in said:
            if said.count(value) > 1:
                raise SettingsError(f"{file}: [[source]]: {name} = {value!r} twice: expected another for each source")
    return tuple(sources)


def _with(settings: Settings, name: str, value: Any, where: str) -> Settings:
    if name not in _KINDS:
        raise SettingsError(f"{where}: no such setting; there are {', '.join(sorted(_KINDS))}")
    try:
        return replace(settings, **{name: _KINDS[name](value)})
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{where}: {error}") from error


def _source(file: Path, table: Any) -> SourceSettings:
    allowed = {f.name for f in fields(SourceSettings)}
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise SettingsError(f"{file}: [[source]]: expected texts only")
    for name in ("name", "kind", "path", "prefix"):
        if not table.get(name):
            raise SettingsError(f"{file}: [[source]]: {name} is missing")
    for name in table:
        if name not in allowed:
            raise SettingsError(f"{file}: [[source]]: no such setting: {name}; there are {sorted(allowed)}")
    for name in ("name", "prefix"):
        if not _NAME.fullmatch(table[name]):
            raise SettingsError(
                f"{file}: [[source]]: {name} = {table[name]!r}: expected small letters, digits and hyphens"
            )
    if "licence" in table and not is_web_address(table["licence"]):
        raise SettingsError(f"{file}: [[source]]: licence = {table['licence']!r}: expected the address of a licence")
    paths = {name: file.parent / table[name] for name in ("path", "profile") if name in table}
    return SourceSettings(**{**table, **paths})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("expected a text")
    return value


def _base_iri(value: Any) -> str:
    text = _text(value)
    if not is_web_address(text) or not text.endswith("/") or "?" in text or "#" in text:
        raise ValueError("expected an http or https address that ends in /")
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


_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "base_iri": _base_iri,
    "site": _path,
    "ontology_dir": _path,
    "shapes_dir": _path,
    "reference_dir": _path,
    "max_rejected": _number(0, 1),
    "strict": _truth,
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
