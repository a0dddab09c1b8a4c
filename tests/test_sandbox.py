"""The sandbox: what the kernel refuses to a process that answers untrusted queries."""

import json
import platform
import subprocess
import sys

import pytest

# each attempt in a process of its own gives the number of the error, 0 where it succeeds
ATTEMPTS = """
import ctypes, errno, json, os, socket, sys, threading
from lod.store import sandbox

libc = ctypes.CDLL(None, use_errno=True)

def number(attempt):
    try:
        attempt()
    except OSError as error:
        return error.errno
    return 0

def call(*arguments):
    ctypes.set_errno(0)
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "")

def in_new_thread():
    done = []
    thread = threading.Thread(target=done.append, args=(1,))
    thread.start()
    thread.join()

earlier, go = [], threading.Event()
waiting = threading.Thread(target=lambda: (go.wait(), earlier.append(number(socket.socket))))
waiting.start()
isolated = sandbox.enter(1 << 30, network=sys.argv[1] == "network")
go.set()
waiting.join()
attempts = {
    "socket": socket.socket,
    "socketpair": socket.socketpair,
    "fork": os.fork,
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "kill": lambda: os.kill(os.getppid(), 0),
    "io_uring_setup": lambda: call(425, 1, 0),
    "x32": lambda: call(0x40000000 | 39),
    "thread": in_new_thread,
    "file": lambda: os.write(os.open("written", os.O_CREAT | os.O_WRONLY), b"x"),
    "read": lambda: os.close(os.open("/dev/null", os.O_RDONLY)),
}
print(json.dumps({"isolated": isolated, "earlier": earlier[0], **{name: number(a) for name, a in attempts.items()}}))
"""


def attempted(network: str, folder: object) -> dict[str, int]:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n" + ATTEMPTS,
    ]
    ran = subprocess.run([*command, network], capture_output=True, text=True, check=True, cwd=str(folder))
    found: dict[str, int] = json.loads(ran.stdout)
    return found


@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="no filter for this machine")
def test_no_network_no_process_no_file_but_threads(tmp_path: object) -> None:
    """Also for threads that were there before, for io_uring, and by the numbers of the other interface."""
    found = attempted("", tmp_path)

    refused = 13
    assert found["isolated"] is True
    assert {found[n] for n in ("socket", "socketpair", "fork", "exec", "kill", "io_uring_setup", "earlier")} == {
        refused
    }
    assert platform.machine() != "x86_64" or found["x32"] == refused
    assert found["file"] == 27
    assert (found["thread"], found["read"]) == (0, 0)


@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="no filter for this machine")
def test_a_process_that_may_call_others_may_do_no_more(tmp_path: object) -> None:
    """Sockets, and nothing else."""
    found = attempted("network", tmp_path)

    assert (found["socket"], found["earlier"]) == (0, 0)
    assert {found[name] for name in ("fork", "exec", "kill", "io_uring_setup")} == {13}
