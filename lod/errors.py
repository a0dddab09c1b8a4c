"""The exceptions of Propar: a broken program or installation, never bad data.

ProparError
├── SettingsError       a setting, an option or a path is wrong
├── ModelError          the ontology, a vocabulary or a shape is wrong
├── StoreError          a store does not answer as it should
│   ├── QueryError      the query is wrong
│   ├── FormatError  the answer cannot be written in any format asked for
│   ├── LimitError  the query asks for more than it may have
│   ├── QueryTimeoutError  the query took too long and was stopped
│   ├── OverloadError  too many queries are waiting
│   │   └── BudgetError  a client has had its share of time
│   ├── AskerGoneError  whoever asked has left
│   └── EndpointError   the remote endpoint failed, or its answer cannot be trusted
├── ReleaseError        a release is missing or damaged, or cannot be made
│   ├── RejectedError   too many records have violations: nothing was published
│   └── CrewError       a process that helps a build has died
└── ServeError          the server cannot start
"""


class ProparError(Exception):
    """What went wrong in one plain sentence: what was expected, what came."""


class SettingsError(ProparError):
    """A setting, an option or a path is wrong."""


class ModelError(ProparError):
    """The ontology, a vocabulary or a shape is wrong."""


class StoreError(ProparError):
    """A store does not answer as it should."""


class QueryError(StoreError):
    """The query is wrong: it does not parse, or it is no query."""


class FormatError(StoreError):
    """The answer cannot be written in any format asked for."""


class QueryTimeoutError(StoreError):
    """The query took too long and was stopped."""


class LimitError(StoreError):
    """The query is right, but asks for more than it may have."""


class OverloadError(StoreError):
    """Too many queries are waiting.

    Args:
        message: What is told.
        retry_after_s: Seconds after which to come back.
    """

    def __init__(self, message: str, retry_after_s: int = 5) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class BudgetError(OverloadError):
    """A client has had its share of time."""


class AskerGoneError(StoreError):
    """Whoever asked has left, so that nobody reads the answer."""


class EndpointError(StoreError):
    """The remote endpoint failed, or its answer cannot be trusted."""


class ReleaseError(ProparError):
    """A release is missing or damaged, or cannot be made."""


class RejectedError(ReleaseError):
    """Too many records have violations: nothing was published."""


class CrewError(ReleaseError):
    """A process that helps a build has died."""


class ServeError(ProparError):
    """The server cannot start."""
