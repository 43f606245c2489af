"""What an engine raises."""


class SearchUnavailable(Exception):
    """The engine cannot answer now: it is away, its index is missing or cannot be read.

    An engine raises this rather than answer with an empty list.
    """


class IndexMissing(SearchUnavailable):
    """The engine answers, and has no index of ours."""
