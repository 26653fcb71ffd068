"""Large arguments and results: once in memory, and freed for sure."""

import gc
import os
import resource

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from treadle._core.processes.parcels import SHARED_FROM, Parcel, pack

from .driving import eventually, open_files


def memory_of(kind):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) << 10 for line in file if line.startswith(kind))


@pytest.mark.parametrize("size", [0, 100, SHARED_FROM // 8 - 100, SHARED_FROM // 8 + 100, SHARED_FROM])
def test_an_array_is_the_same_there_and_back_at_any_size(shared, size):
    array = np.arange(size, dtype=np.float64)
    doubled = shared.run(lambda given: given * 2, array)
    assert (doubled == array * 2).all()
    doubled[:1] = 7  # as what a function has made, it can be changed
    assert doubled.flags.aligned


def test_tables_travel(shared):
    frame = pd.DataFrame({"a": np.arange(300_000), "b": np.arange(300_000) * 0.5, "c": ["x"] * 300_000})
    pd.testing.assert_frame_equal(shared.run(lambda given: given, frame), frame)
    table = pa.table({"a": np.arange(300_000)})
    assert shared.run(lambda given: given, table) == table


def test_what_a_job_changes_in_its_arguments_is_its_own_copy(shared):
    array = np.zeros(1_000_000)
    call = shared.pool.call(lambda given: [given.__setitem__(0, given[0] + 1), given[0]][1], (array,))
    for _ in range(2):
        heard = type(shared.submit(int)[1])()
        shared.pool.submit(call, heard)
        assert heard.result() == 1
    assert array[0] == 0


def test_half_a_gigabyte_arrives_once(make):
    driver = make(size=1)
    driver.run(np.ones, 1)
    before = memory_of("RssAnon")
    size = 500 << 20
    result = driver.run(np.ones, size, dtype=np.uint8)
    assert int(result[::4096].sum(dtype=np.int64)) == size // 4096
    assert memory_of("RssAnon") - before < 50 << 20  # none of it was copied into memory of our own
    assert memory_of("RssShmem") < 550 << 20


def test_memory_is_free_again_when_the_result_is_gone(make):
    driver = make(size=1)
    driver.run(np.ones, 1)
    gc.collect()  # what earlier tests have left open
    before = memory_of("RssShmem"), open_files()
    result = driver.run(np.ones, 50 << 20, dtype=np.uint8)
    assert memory_of("RssShmem") + (50 << 20) > before[0]
    del result
    gc.collect()
    # What earlier tests have left may go meanwhile, too.
    eventually(lambda: memory_of("RssShmem") <= before[0] and open_files() <= before[1])


def test_a_worker_does_not_keep_what_its_last_job_had(make):
    driver = make(size=1)
    rss = lambda: resource.getrusage(resource.RUSAGE_SELF) and memory_of("VmRSS")  # noqa: E731
    before = driver.run(rss)
    driver.run(np.ones, 200 << 20, dtype=np.uint8)
    assert driver.run(rss) - before < 60 << 20


def test_nothing_has_a_name_that_could_be_left_behind(make):
    before = set(os.listdir("/dev/shm"))
    driver = make(size=2)
    files = open_files()
    big = np.ones(4 << 20)

    def die(given):
        os._exit(1)

    for _ in range(5):
        driver.fails(die, big)
        job, heard = driver.submit(lambda given: given, big)
        job.cancel()
        heard.error()
    # Programs beside this one come and go, and with them what joblib and multiprocessing have there.
    new = set(os.listdir("/dev/shm")) - before
    assert not {name for name in new if not name.startswith(("joblib_", "sem."))}
    del heard, job
    gc.collect()
    eventually(lambda: open_files() <= files + 8)  # two workers: a socket, a pipe and a handle each


def test_without_descriptors_left_it_goes_through_the_socket(monkeypatch):
    def none(*args):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(os, "memfd_create", none)
    parcel = pack(np.ones(1_000_000))
    assert parcel.fd is None
    assert parcel.load().sum() == 1_000_000


def test_a_large_frame_passes_a_socket_that_takes_little_at_a_time(make, monkeypatch):
    def none(*args):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(os, "memfd_create", none)
    driver = make(size=1)
    assert driver.run(lambda given: given.sum(), np.ones(4_000_000)) == 4_000_000


def test_several_objects_of_a_parcel_share_what_they_shared():
    array = np.ones(100_000)
    unpickler = pack([array], array).unpickler()
    (first,), second = unpickler.load(), unpickler.load()
    assert first is second


def test_a_parcel_frees_its_file_when_it_is_dropped():
    before = open_files()
    parcel = pack(bytes(SHARED_FROM))
    assert open_files() == before + 1
    assert parcel.size > SHARED_FROM
    del parcel
    gc.collect()
    assert open_files() == before
    Parcel(pack(1).body).close()


def test_large_bytes_travel(shared):
    data = os.urandom(5 << 20)
    assert shared.run(lambda given: given, data) == data
    assert shared.run(lambda given: given, bytearray(data)) == data


def test_many_arrays_share_one_file(shared):
    arrays = [np.full(30_000, n) for n in range(50)]
    assert shared.run(lambda given: given, 1) == 1  # the worker is there, with its files
    before = open_files()
    result = shared.run(lambda given: given, arrays)
    assert all((one == other).all() for one, other in zip(arrays, result, strict=True))
    assert open_files() <= before + 2
