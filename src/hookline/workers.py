"""Threads that do several things at a time, such as requests that wait for their answers."""

from collections.abc import Callable, Sequence
from typing import TypeVar

_Given = TypeVar("_Given")
_Got = TypeVar("_Got")


class ThreadWorkers:
    """Does at most `limit` things at a time; a `Workers`. One thing alone needs no thread."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def each(self, work: Callable[[_Given], _Got], given: Sequence[_Given]) -> Sequence[_Got]:
        """Do `work` with each of `given`, begun in this order, and give the answers in it.

        What `work` raises is raised when everything that was begun has ended.
        """
        if self._limit == 1 or len(given) < 2:
            return [work(each) for each in given]
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(min(self._limit, len(given)), "hookline-worker") as pool:
            return list(pool.map(work, given))
