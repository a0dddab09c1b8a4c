"""What the processes of the server hand to each other: the first one the model, each what it has made."""

import contextlib
import pickle
from pathlib import Path
from tempfile import TemporaryDirectory

from lod.model import Model
from lod.web.served import Served


class Handover(contextlib.AbstractContextManager["Handover"]):
    """A folder that only this user can read or write, gone with the first process; its paths can be pickled.

    The model itself would fill the pipe through which processes are started, and each would wait for the one before.

    Args:
        served: The release.
    """

    def __init__(self, served: Served) -> None:
        self._folder = TemporaryDirectory(prefix="propar-")
        self.shared.mkdir()
        self.path.write_bytes(pickle.dumps((served.id, served.model), pickle.HIGHEST_PROTOCOL))

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    @property
    def shared(self) -> Path:
        """A folder for what the processes make for each other."""
        return Path(self._folder.name) / "made"

    @property
    def seats(self) -> Path:
        """The file of what they tell each other about their clients."""
        return Path(self._folder.name) / "seats"

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self._folder.name) / "model"


def taken(path: Path) -> tuple[str, Model] | None:
    """Name and model of the release that was handed over; None if the file is no longer there."""
    try:
        found: tuple[str, Model] = pickle.loads(path.read_bytes())  # noqa: S301  # the first process wrote it
    except OSError:
        return None
    return found
