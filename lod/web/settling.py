"""The collector of cycles in a process of the server: told that its release stays, until another one is current.

It looks at all objects now and then, which takes the time of twenty pages; nobody shall wait for that.
"""

import gc
import threading
import time
import weakref

from lod.collecting import OF_PAGES, hold, settle
from lod.web.served import Served
from lod.web.serving import Serving

_PAUSE_S = 2.0


def install(serving: Serving) -> None:
    """Tells the collector of this process, which shall do nothing but answer from *serving*, what stays."""
    serving.exchanged = _exchanged
    # it has just started, and somebody waits for it
    hold(OF_PAGES)


def _exchanged(former: Served) -> None:
    """Tells it that nothing stays; and once nobody uses *former* any more, that the new release does."""
    gc.unfreeze()
    threading.Thread(target=_when_gone, args=(weakref.ref(former),), daemon=True).start()


def _when_gone(former: weakref.ref[Served]) -> None:
    while True:
        # whoever was answering from it may still be at it
        time.sleep(_PAUSE_S)
        gc.collect()
        if former() is None:
            break
    settle(OF_PAGES)
