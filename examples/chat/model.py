"""A language model that costs nothing: it finds passages by their words, and reads them out slowly."""

import re
import time
from collections.abc import Iterator, Mapping

Passage = tuple[str, str]
"""The name of a document, and a paragraph of it."""

COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "do",
        "does",
        "for",
        "how",
        "i",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "so",
        "that",
        "the",
        "to",
        "was",
        "what",
        "when",
        "which",
        "who",
        "why",
        "with",
    ]
)


def passages(question: str, documents: Mapping[str, str], most: int = 3) -> list[Passage]:
    """Return the paragraphs of documents that have the most words of a question, best first."""
    wanted = words(question)
    found = [
        (len(wanted & words(paragraph)), name, paragraph.strip())
        for name, text in documents.items()
        for paragraph in text.split("\n\n")
        if not paragraph.startswith("#")
    ]
    found.sort(key=lambda each: -each[0])
    return [(name, paragraph) for score, name, paragraph in found[:most] if score > 0]


def answer(question: str, sources: list[Passage], pace: float) -> Iterator[str]:
    """Yield an answer word by word, as a model would that has read the passages."""
    if not sources:
        text = (
            f"The documents say nothing of *{question}*. Ask about a loom, a treadle, a shuttle or a pattern."
        )
    else:
        quoted = "\n\n".join(f"{text} ({name})" for name, text in sources)
        text = f"You asked: *{question}*\n\n{quoted}\n\nThat is all that I have found."
    for word in re.findall(r"\S+\s*", text):
        time.sleep(1 / pace)
        yield word


def words(text: str) -> set[str]:
    """Return the words of a text that say something, without the s of a plural."""
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", text.lower())} - COMMON
