"""How good is reading? Precision, recall and F1 on the gold passages, with bootstrap intervals.

    python benchmarks/reading_quality.py                 # the development half
    python benchmarks/reading_quality.py --half test     # the half that no rule was tuned on
    python benchmarks/reading_quality.py --half papers   # white papers as they come, at random
    python benchmarks/reading_quality.py --file F.jsonl  # another file of annotated passages
    python benchmarks/reading_quality.py --show          # every error, never of the test half
    python benchmarks/reading_quality.py --stances       # stances; with --half and --show as well
    python benchmarks/reading_quality.py --coder second  # a second coder against the first
    python benchmarks/reading_quality.py --half test --coder model  # a model as second reader
    python benchmarks/reading_quality.py --reference second  # reading against the second coder

A proposal and an annotated fact of the same passage match on ``pair`` when the parties are the
same, on ``kind`` when the kind is, and so on; jointly when all the named fields are. Each field is
scored on the set of its distinct values in a passage. A date matches when it is the same to the
precision that the annotation has; ``date`` alone is scored over facts that have one. Intervals
are of 2,000 bootstrap samples of passages.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import stance_quality

from kizuna.reading.corpus import Found, Settings, read_files

GOLD = Path(__file__).parent.parent / "tests" / "reading" / "gold"
SECOND = GOLD / "second.jsonl"
# What a model answered to exactly what the second reader asks of it, on the test half.
MODEL = GOLD / "model.jsonl"
Fact = dict[str, Any]
FIELDS: dict[str, tuple[str, ...]] = {
    "pair": ("pair",),
    "kind": ("kind",),
    "date": ("date",),
    "stage": ("stage",),
    "pair, kind": ("pair", "kind"),
    "pair, kind, date": ("pair", "kind", "date"),
    "pair, kind, stage": ("pair", "kind", "stage"),
    "all four": ("pair", "kind", "date", "stage"),
}
# Never shown passage by passage, so that nothing is tuned on them.
UNSEEN = ("test", "fresh")
# Kinds of one party, which the gold set leaves out.
UNILATERAL = ("policy",)
Counts = tuple[int, int, int]


def proposed(path: Path, at_least: float) -> dict[str, list[Fact]]:
    """What reading proposes for each passage, by id; only id, text and date are shown to it."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "passages.jsonl"
        with path.open() as stream, bare.open("w") as out:
            for line in stream:
                row = json.loads(line)
                shown = {key: row[key] for key in ("id", "text", "date") if row.get(key)}
                out.write(json.dumps(shown) + "\n")
        result = next(iter(read_files([bare], Settings(at_least=at_least))))
    if result.error:
        raise SystemExit(result.error)
    found: dict[str, list[Fact]] = {}
    for one in result.found:
        if one.proposal.kind in UNILATERAL:
            continue
        found.setdefault(one.id, []).append(_fact(one))
    return found


def _fact(one: Found) -> Fact:
    p = one.proposal
    return {
        "pair": tuple(p.parties),
        "kind": p.kind,
        "date": str(p.date) if p.date else None,
        "stage": p.stage,
        "score": p.score,
        "why": [f"{f.name}={f.found}" for f in p.features],
    }


def annotated(path: Path) -> dict[str, list[Fact]]:
    """The facts of each passage, by id."""
    gold: dict[str, list[Fact]] = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        gold[row["id"]] = [
            {
                "pair": tuple(sorted(f["parties"])),
                "kind": f["kind"],
                "date": f["date"],
                "stage": f["stage"],
            }
            for f in row["facts"]
        ]
    return gold


def counts(gold: list[Fact], found: list[Fact], fields: tuple[str, ...]) -> Counts:
    """Matched, proposed and annotated, for one passage."""
    if fields == ("date",):
        gold, found = [f for f in gold if f["date"]], [f for f in found if f["date"]]
    wanted = list(dict.fromkeys(tuple(f[name] for name in fields) for f in gold))
    given = list(dict.fromkeys(tuple(f[name] for name in fields) for f in found))
    open_ = list(wanted)
    matched = 0
    for one in given:
        hit = next((w for w in open_ if _same(one, w, fields)), None)
        if hit is not None:
            open_.remove(hit)
            matched += 1
    return matched, len(given), len(wanted)


def _same(one: tuple[Any, ...], other: tuple[Any, ...], fields: tuple[str, ...]) -> bool:
    return all(
        a == b or (name == "date" and a and b and a.startswith(b))
        for a, b, name in zip(one, other, fields, strict=True)
    )


def rates(sums: Iterable[Counts]) -> tuple[float, float, float]:
    """Precision, recall and F1 of summed counts."""
    matched, given, wanted = (sum(c) for c in zip(*sums, strict=True))
    p = matched / given if given else 0.0
    r = matched / wanted if wanted else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def interval(
    per_passage: list[Counts], of: Callable[[Iterable[Counts]], float], *, samples: int = 2_000
) -> tuple[float, float]:
    """95 % bootstrap interval over passages."""
    rng = random.Random(20261123)
    values = sorted(of(rng.choices(per_passage, k=len(per_passage))) for _ in range(samples))
    return values[int(0.025 * samples)], values[int(0.975 * samples)]


def show(gold: dict[str, list[Fact]], found: dict[str, list[Fact]], path: Path) -> None:
    """Every passage with an error."""
    texts = {r["id"]: r["text"] for r in map(json.loads, path.read_text().splitlines())}
    errors(gold, found, texts, ("pair", "kind", "date", "stage"))


def errors(
    gold: dict[str, list[Fact]],
    found: dict[str, list[Fact]],
    texts: dict[str, str],
    fields: tuple[str, ...],
) -> None:
    """Every passage with an error, told by some fields."""
    for key, facts in gold.items():
        given = found.get(key, [])
        missed = [
            f for f in facts if not any(_same(_t(g, fields), _t(f, fields), fields) for g in given)
        ]
        wrong = [
            g for g in given if not any(_same(_t(g, fields), _t(f, fields), fields) for f in facts)
        ]
        if missed or wrong:
            print(f"\n[{key}] {texts[key]}")
            for f in missed:
                print("   missed", *_t(f, fields))
            for g in wrong:
                print("   wrong ", *_t(g, fields), g.get("score", ""), *g.get("why", ()))


def _t(fact: Fact, fields: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(fact[name] for name in fields)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--half", choices=("dev", "test", "papers"), default="dev")
    parser.add_argument("--file", type=Path, help="another file of annotated passages")
    parser.add_argument("--at-least", type=float, default=0.5)
    parser.add_argument(
        "--coder", choices=("rules", "second", "model"), default="rules", help="who is scored"
    )
    parser.add_argument("--reference", choices=("first", "second"), default="first")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--stances", action="store_true", help="score stances instead")
    options = parser.parse_args()
    if options.stances:
        stances(options)
        return
    path = options.file or GOLD / f"{options.half}.jsonl"
    gold = annotated(path)
    second = annotated(SECOND) if "second" in (options.coder, options.reference) else {}
    if options.coder == "rules":
        found = proposed(path, options.at_least)
    else:
        found = second if options.coder == "second" else annotated(MODEL)
    if options.reference == "second":
        gold = {key: second[key] for key in gold}
    if options.show and path.stem not in UNSEEN:
        show(gold, found, path)
    facts = sum(map(len, gold.values()))
    print(
        f"{path.name}: {len(gold)} passages, {facts} facts of the {options.reference} coder; "
        f"{options.coder}, scores of {options.at_least} or more"
    )
    table(gold, found, FIELDS)


def stances(options: argparse.Namespace) -> None:
    """Print the table for stances."""
    path = options.file or stance_quality.FILE
    passages = stance_quality.rows(path, None if options.file else options.half)
    gold = stance_quality.annotated(passages)
    found = stance_quality.proposed(passages, options.at_least)
    unseen = path.stem in UNSEEN or (not options.file and options.half in UNSEEN)
    if options.show and not unseen:
        texts = {row["id"]: row["text"] for row in passages}
        errors(gold, found, texts, ("holder", "about", "value"))
    said = sum(map(len, gold.values()))
    print(f"{path.name}: {len(gold)} passages, {said} stances, {options.at_least} or more")
    table(gold, found, stance_quality.FIELDS)


def table(
    gold: dict[str, list[Fact]], found: dict[str, list[Fact]], asked: dict[str, tuple[str, ...]]
) -> None:
    """Precision, recall and F1 with their intervals, for each set of fields."""
    print(f"{'':20}{'precision':>24}{'recall':>24}{'F1':>24}")
    for name, fields in asked.items():
        per = [counts(gold[key], found.get(key, []), fields) for key in gold]
        cells = []
        for index in range(3):
            low, high = interval(per, lambda sums, i=index: rates(sums)[i])
            cells.append(f"{rates(per)[index]:.2f} ({low:.2f} to {high:.2f})")
        print(f"{name:20}" + "".join(f"{cell:>24}" for cell in cells))


if __name__ == "__main__":
    main()
