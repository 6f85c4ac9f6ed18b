"""What the process tells C's allocator."""

import platform
import subprocess
import sys

import pytest

_HEAPS = """
import ctypes, sys, threading
from bot.process.thread_pool import few_heaps
few_heaps()
at_once = threading.Barrier(12)
def allocates():
    at_once.wait()
    kept = [bytearray(5_000) for _ in range(50)]
    at_once.wait()
threads = [threading.Thread(target=allocates) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
libc.malloc_info(0, ctypes.c_void_p(libc.fdopen(1, b"w")))
libc.fflush(None)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="of glibc")
def test_many_threads_share_two_heaps() -> None:
    told = subprocess.run([sys.executable, "-c", _HEAPS], capture_output=True, text=True, check=True).stdout
    assert told.count("<heap nr=") == 2
