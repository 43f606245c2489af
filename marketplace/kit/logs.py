"""What goes to the log: faults and where they happened, never the data they were about."""

import logging
import traceback
from types import TracebackType

_Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutMessages(logging.Formatter):
    """Leaves out the messages of exceptions: a database's own may quote a person's address."""

    def formatException(self, ei: _Info) -> str:  # noqa: N802 - the standard library's name
        frames = "".join(traceback.format_tb(ei[2])) if ei[2] else ""
        return f"{frames}{ei[0].__name__ if ei[0] else 'no exception'}"


def log_to_standard_error(level: int = logging.WARNING) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutMessages("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
