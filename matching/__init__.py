"""Ranks documents for a text and explains each rank: no web, no database."""

from matching.documents import Document, Explanation, Part, Ranked, Term
from matching.matchers import BlendedMatcher, Bm25Matcher, TfidfMatcher

__all__ = [
    "BlendedMatcher",
    "Bm25Matcher",
    "Document",
    "Explanation",
    "Part",
    "Ranked",
    "Term",
    "TfidfMatcher",
]
