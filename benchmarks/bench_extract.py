"""Extraction against word segmentation: whole extraction (structure to labels of tasks) and ``jieba.lcut`` of the same text, in turn, on one core.

    python benchmarks/bench_extract.py [--characters 5000000]

Prints the ratio of the two times (median of the paired rounds, and its spread), then time per character and peak memory of extraction as the
corpus grows from 10³ to 10⁷ characters, and as a single document grows. Absolute figures depend on the machine; the ratios are what to quote.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
import warnings
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from pathlib import Path

from zhijiao_data.corpus import catalogue, document
from zhijiao_data.dataset.build import plan_tables

RAW = Path(__file__).resolve().parent.parent / "raw"


@cache
def documents() -> tuple[document.Document, ...]:
    """The documents of the corpus, read once: reading them is not what is measured."""
    return tuple(document.load(folder) for folder in catalogue.plans(RAW))


def corpus(characters: int) -> Iterator[document.Document]:
    """The corpus's documents, over and over, until ``characters`` are reached; the last one is cut short."""
    for doc in cycle(documents()):
        yield document.Document(doc.plan_id, doc.text[:characters])
        characters -= len(doc.text)
        if characters <= 0:
            return


def seconds(work, documents: Iterator[document.Document]) -> float:
    """Processor seconds that ``work`` takes over all texts."""
    start = time.process_time()
    for doc in documents:
        work(doc)
    return time.process_time() - start


def peak_megabytes() -> float:
    """The largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run both measurements and print them as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--characters", type=int, default=5_000_000, help="characters of the comparison (default 5,000,000)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="paired rounds of the comparison (default 5)")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    print("| corpus, characters | µs per character | peak memory, MB |")
    print("|--:|--:|--:|")
    seconds(plan_tables, corpus(100_000))
    for exponent in range(3, 8):
        total = 10**exponent
        print(
            f"| {total:,} | {1e6 * seconds(plan_tables, corpus(total)) / total:.2f} | {peak_megabytes():.0f} |",
            flush=True,
        )

    print("\n| one document, characters | µs per character |")
    print("|--:|--:|")
    texts = "\n".join(doc.text for doc in corpus(1_000_000))
    for exponent in range(4, 7):
        doc = document.Document("long", texts[: 10**exponent])
        print(f"| {len(doc.text):,} | {1e6 * seconds(plan_tables, iter([doc])) / len(doc.text):.2f} |", flush=True)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    share = options.characters // options.rounds
    ratios = []
    for _ in range(options.rounds):
        ours = seconds(plan_tables, corpus(share))
        theirs = seconds(lambda doc: jieba.lcut(doc.text), corpus(share))
        ratios.append(ours / theirs)
    print(f"\nextraction / jieba.lcut over {share * options.rounds:,} characters in {options.rounds} paired rounds: "
          f"median {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")  # fmt: skip


if __name__ == "__main__":
    main()
