"""The sandbox: what the kernel refuses to a process that answers untrusted queries."""

import json
import platform
import struct
import subprocess
import sys

import pytest

from lod.store import sandbox

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


ALLOWED, REFUSED, NO_SUCH_CALL = 0x7FFF0000, 0x0005000D, 0x00050026
X86_64, I386, AARCH64 = 0xC000003E, 0x40000003, 0xC00000B7
THREAD, PROCESS = 0x003D0F00, 0x01200011


def decided(machine: str, architecture: int, number: int, argument: int = 0, *, network: bool = False) -> int:
    """What the filter for *machine* decides of a system call, by the rules of BPF."""
    program = list(struct.iter_unpack("HBBI", b"".join(sandbox._program(sandbox._MACHINES[machine], network=network))))
    data = {0: number, 4: architecture, 16: argument}
    accumulator = place = 0
    while True:
        code, if_true, if_false, value = program[place]
        if code == 0x06:
            return int(value)
        if code == 0x20:
            accumulator = data[value]
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
            place += if_true if holds else if_false
        place += 1


@pytest.mark.parametrize(
    ("machine", "architecture", "number", "argument", "decision"),
    [
        ("x86_64", X86_64, 0, 0, ALLOWED),
        ("x86_64", X86_64, 41, 0, REFUSED),
        ("x86_64", X86_64, 53, 0, REFUSED),
        ("x86_64", X86_64, 59, 0, REFUSED),
        ("x86_64", X86_64, 425, 0, REFUSED),
        ("x86_64", X86_64, 435, 0, NO_SUCH_CALL),
        ("x86_64", X86_64, 56, THREAD, ALLOWED),
        ("x86_64", X86_64, 56, PROCESS, REFUSED),
        ("x86_64", X86_64, 0x40000000, 0, REFUSED),
        ("x86_64", X86_64, 0x40000029, 0, REFUSED),
        ("x86_64", I386, 3, 0, REFUSED),
        ("aarch64", AARCH64, 63, 0, ALLOWED),
        ("aarch64", AARCH64, 198, 0, REFUSED),
        ("aarch64", AARCH64, 221, 0, REFUSED),
        ("aarch64", AARCH64, 220, THREAD, ALLOWED),
        ("aarch64", AARCH64, 220, PROCESS, REFUSED),
        ("aarch64", X86_64, 0, 0, REFUSED),
    ],
)
def test_the_filter_decides_each_call(
    machine: str, architecture: int, number: int, argument: int, decision: int
) -> None:
    """Also for the machine that this test does not run on."""
    assert decided(machine, architecture, number, argument) == decision


@pytest.mark.parametrize("number", [41, 42, 53])
def test_with_network_only_sockets_are_more(number: int) -> None:
    """Nothing else is opened."""
    assert decided("x86_64", X86_64, number, network=True) == ALLOWED
    assert decided("x86_64", X86_64, 59, network=True) == REFUSED


def test_a_machine_without_filter_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is then not called isolated, and the screen is stricter."""
    monkeypatch.setattr(platform, "machine", lambda: "vax")
    monkeypatch.setattr(sandbox.resource, "setrlimit", lambda *_: None)

    assert sandbox.enter(1 << 30, network=False) is False
