"""The sandbox: what the kernel refuses to a process that answers untrusted queries."""

import ctypes
import errno
import platform
import resource
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_PR_SET_NO_NEW_PRIVS, _SET_MODE_FILTER, _ALL_THREADS = 38, 1, 1
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
# where the filter finds the number of the call, the architecture, and the lower half of the first argument
_NUMBER, _ARCHITECTURE, _ARGUMENT = 0, 4, 16
_CLONE_THREAD = 0x00010000
# calls of the x32 interface have this bit: the same calls by other numbers
_X32 = 0x40000000


@dataclass(frozen=True, slots=True)
class _Machine:
    """Numbers of a machine's system calls, as its kernel headers have them.

    Args:
        architecture: AUDIT_ARCH_… of its native interface.
        seccomp: The call that installs a filter.
        clone: Starts threads, and processes too.
        network: socket, connect, socketpair.
        other: fork, vfork, execve, execveat, kill, ptrace, process_vm_readv, process_vm_writev; all but the
            first two on every machine.
    """

    architecture: int
    seccomp: int
    clone: int
    network: tuple[int, ...]
    other: tuple[int, ...]


_MACHINES: Mapping[str, _Machine] = MappingProxyType(
    {
        "x86_64": _Machine(0xC000003E, 317, 56, (41, 42, 53), (57, 58, 59, 322, 62, 101, 310, 311)),
        "aarch64": _Machine(0xC00000B7, 277, 220, (198, 203, 199), (221, 281, 129, 117, 270, 271)),
    }
)
# io_uring could open sockets without a call of its own; pidfd_getfd could borrow them from another process
_IO_URING, _PIDFD_GETFD, _CLONE3 = (425, 426, 427), 438, 435


def enter(max_memory_bytes: int, *, network: bool) -> bool:
    """Bounds this process for ever: memory, files, other processes, network; whether the kernel could do it all.

    Args:
        max_memory_bytes: Size of the address space.
        network: Whether it may open sockets.
    """
    resource.setrlimit(resource.RLIMIT_AS, (max_memory_bytes, max_memory_bytes))
    # a dying process would write its memory to disk
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    machine = _MACHINES.get(platform.machine())
    if machine is None or sys.platform != "linux":
        return False
    return _install(b"".join(_program(machine, network=network)), machine)


def _program(machine: _Machine, *, network: bool) -> Iterator[bytes]:
    """The filter (seccomp(2)): other architectures, new processes, io_uring and sockets fail; threads may start."""
    refused = _FAIL | errno.EACCES
    yield _step(_LOAD, _ARCHITECTURE)
    # the interface of 32-bit programs has other numbers
    yield from (_step(_IF_EQUAL, machine.architecture, 1, 0), _step(_RETURN, refused))
    yield _step(_LOAD, _NUMBER)
    yield from (_step(_IF_AT_LEAST, _X32, 0, 1), _step(_RETURN, refused))
    for number in (*machine.other, *_IO_URING, _PIDFD_GETFD, *(() if network else machine.network)):
        yield from (_step(_IF_EQUAL, number, 0, 1), _step(_RETURN, refused))
    # its flags are out of a filter's sight; without it the C library takes clone
    yield from (_step(_IF_EQUAL, _CLONE3, 0, 1), _step(_RETURN, _FAIL | errno.ENOSYS))
    yield from (_step(_IF_EQUAL, machine.clone, 0, 3), _step(_LOAD, _ARGUMENT))
    yield from (_step(_IF_ANY_BIT, _CLONE_THREAD, 1, 0), _step(_RETURN, refused))
    yield _step(_RETURN, _ALLOW)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _install(program: bytes, machine: _Machine) -> bool:
    kept = ctypes.create_string_buffer(program)
    described = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(kept)))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    # the threads that the store has started are bound too
    return int(library.syscall(machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(described))) == 0
