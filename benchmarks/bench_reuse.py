"""Search for shared passages against exhaustive alignment and against a MinHash library, on one core.

    python benchmarks/bench_reuse.py [--sizes 100 1000 10000]

The documents are made up (tests/reuse_corpus.py): five sentences each, about 200 characters; two of them are copied from earlier documents, with a number
or up to four words changed, and one document in four has a stock sentence. On the same texts are timed:

* exhaustive: the whole matrix of every pair (only at 100 documents; beyond, its time is extrapolated from the number of pairs, and marked so);
* exact: the index of all shingles of four characters with every earlier occurrence, aligned (up to 1,000 documents);
* large: the winnowed index of shingles of eight with a limit of partners, which a large corpus gets, aligned; and its search for runs alone;
* MinHash: rensa over shingles of five of every sentence, 128 permutations in 32 bands; the pairs of sentences that meet in a bucket, not aligned.

Recall is the share of the planted copies of which a passage (of MinHash: the pair of sentences) between copy and source is found; of the aligned searches also the
share of the passages of the exhaustive comparison. Times are ratios to ``large``; absolute figures depend on the machine.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.reuse_corpus import BOILERPLATE, THEMES, altered, reworded, sentence
from zhijiao_data.dataset.reuse import alignment, candidates, masking

Found = tuple[int, int, tuple[int, int], tuple[int, int]]


@dataclass
class Texts:
    """Sentences of each document, in compared form, and the copies: (source, copy, place of the copied sentence in the copy)."""

    sentences: list[list[str]] = field(default_factory=list)
    copies: list[tuple[int, int, tuple[int, int]]] = field(default_factory=list)

    @property
    def whole(self) -> list[str]:
        """The documents."""
        return ["".join(parts) for parts in self.sentences]


def form(text: str) -> str:
    """A sentence as it is compared."""
    return masking.compared("", text).text


def made_up(size: int, seed: int = 1) -> Texts:
    """So many documents; a copy is taken from the sentences that are new in an earlier document."""
    draw = random.Random(seed)
    texts = Texts()
    fresh: list[list[str]] = []
    for at in range(size):
        own = [sentence(draw, draw.choice(THEMES)) for _ in range(3)]
        parts = [(words, None) for words in own]
        for _ in range(2):
            source = draw.randrange(at) if at else None
            words = sentence(draw, THEMES[0])
            if source is not None:
                words = reworded(draw, altered(draw, draw.choice(fresh[source]))[0], draw.randint(0, 3))
            parts.append((words, source))
        if draw.random() < 0.25:
            parts.append((draw.choice(BOILERPLATE), None))
        draw.shuffle(parts)
        fresh.append(own)
        place, forms = 0, [form(words) for words, _ in parts]
        for compared, (_, source) in zip(forms, parts, strict=True):
            if source is not None:
                texts.copies.append((source, at, (place, place + len(compared))))
            place += len(compared)
        texts.sentences.append(forms)
    return texts


def exhaustive(texts: Texts) -> Iterable[Found]:
    """Every pair, whole."""
    whole = texts.whole
    for later in range(len(whole)):
        for earlier in range(later):
            for one in alignment.exhaustive(whole[earlier], whole[later]):
                yield earlier, later, one.span_a, one.span_b


def indexed(search: candidates.Search) -> Callable[[Texts], Iterable[Found]]:
    """The index of this project."""
    return lambda texts: (
        (earlier, later, one.span_a, one.span_b) for earlier, later, one in candidates.passages(texts.whole, search)
    )


def runs(texts: Texts) -> Iterable[Found]:
    """The search for runs alone."""
    for later, rows in candidates._runs(texts.whole, candidates.LARGE, None):
        for earlier, i, j, n in rows.tolist():
            yield earlier, later, (i, i + n), (j, j + n)


def minhash(texts: Texts) -> Iterable[Found]:
    """Pairs of sentences that meet in a bucket of rensa's index."""
    import rensa

    index = rensa.RMinHashLSH(threshold=0.42, num_perm=128, num_bands=32)
    places: list[tuple[int, int, int]] = []
    for document, parts in enumerate(texts.sentences):
        begin = 0
        for words in parts:
            signature = rensa.RMinHash(num_perm=128, seed=1)
            signature.update([words[at : at + 5] for at in range(max(1, len(words) - 4))])
            span = (begin, begin + len(words))
            for other in index.query(signature):
                earlier, *place = places[other]
                if earlier != document:
                    yield earlier, document, (place[0], place[1]), span
            index.insert(len(places), signature)
            places.append((document, *span))
            begin += len(words)


def recall(texts: Texts, found: list[Found]) -> float:
    """The share of the copies that a passage between copy and source covers by at least 60 %."""
    of_pair: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for earlier, later, _, span in found:
        of_pair.setdefault((earlier, later), []).append(span)
    right = 0
    for source, copy, (start, end) in texts.copies:
        spans = of_pair.get((source, copy), ())
        right += any(min(last, end) - max(first, start) >= 0.6 * (end - start) for first, last in spans)
    return right / len(texts.copies)


def covered(reference: list[Found], found: list[Found]) -> float:
    """The share of the passages of a reference that another search has with the same spans."""
    return len(set(reference) & set(found)) / len(set(reference))


def timed(work: Callable[[Texts], Iterable[Found]], texts: Texts) -> tuple[float, list[Found]]:
    """Processor seconds and what was found."""
    start = time.process_time()
    found = list(work(texts))
    return time.process_time() - start, found


def main() -> None:
    """Run all sizes and print them as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    options = parser.parse_args()
    per_pair = None
    print("| documents | characters | search | found | time / large | recall of copies | of exhaustive |")
    print("|--:|--:|:--|--:|--:|--:|--:|")
    for size in options.sizes:
        texts = made_up(size)
        characters = sum(map(len, texts.whole))
        unit, large = timed(indexed(candidates.LARGE), texts)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        results = [("large", unit, large), ("large, runs only", *timed(runs, texts))]
        results.append(("MinHash (rensa), pairs only", *timed(minhash, texts)))
        if size <= 1000:
            results.append(("exact", *timed(indexed(candidates.EXACT), texts)))
        reference = None
        pairs = size * (size - 1) / 2
        if size <= 100:
            spent, reference = timed(exhaustive, texts)
            per_pair = spent / pairs
            results.append(("exhaustive", spent, reference))
        for name, spent, found in results:
            same = f"{covered(reference, found):.4f}" if reference and "only" not in name else "–"
            share = "–" if name == "large, runs only" else f"{recall(texts, found):.4f}"
            print(f"| {size:,} | {characters:,} | {name} | {len(found):,} | {spent / unit:.2f} | {share} | {same} |")
        if reference is None and per_pair is not None:
            print(
                f"| {size:,} | {characters:,} | exhaustive, extrapolated | – | {per_pair * pairs / unit:,.0f} | – | – |"
            )
        print(
            f"<!-- {size}: large took {1e6 * unit / characters:.1f} µs per character; {peak:.0f} MB at most -->",
            flush=True,
        )


if __name__ == "__main__":
    main()
