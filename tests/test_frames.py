"""Frames: what goes into a pipe comes out of it, whatever its size."""

import os
from threading import Thread

import pytest

from lod.store import frames


def sent_and_received(body: bytes) -> frames.Frame | None:
    source, target = os.pipe()
    received: list[frames.Frame | None] = []

    def receive() -> None:
        with os.fdopen(source, "rb") as stream:
            received.append(frames.receive(stream.read))

    reading = Thread(target=receive)
    reading.start()
    frames.send(target, {"è": "\n"}, body)
    os.close(target)
    reading.join()
    return received[0]


@pytest.mark.parametrize("size", [0, 1, 65_536, 3_000_000])
def test_a_frame_comes_whole(size: int) -> None:
    """Also one that is larger than the pipe."""
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)

    assert sent_and_received(body) == ({"è": "\n"}, body)


@pytest.mark.parametrize("cut", [1, 8, 20, 40])
def test_a_frame_that_is_cut_is_none(cut: int) -> None:
    """Nothing is taken for less than it was."""
    source, target = os.pipe()
    frames.send(target, {"name": "value"}, b"body" * 10)
    os.close(target)
    with os.fdopen(source, "rb") as stream:
        whole = stream.read()
    rest = [whole[:-cut]]

    def read(size: int) -> bytes:
        taken, rest[0] = rest[0][:size], rest[0][size:]
        return taken

    assert frames.receive(read) is None


def test_a_pipe_that_nobody_reads_is_an_error() -> None:
    """The process at its end has died."""
    source, target = os.pipe()
    os.close(source)
    with pytest.raises(BrokenPipeError):
        frames.send(target, {})

    os.close(target)
