"""Which lines recur over a site: counted in the state as documents come, decided anew where the counts changed."""

from scoda_crawler.items import Article, Thread
from scoda_crawler.store.state import State


class Learning:
    """The lines of all documents, and what was learned of them, a site at a time."""

    def __init__(self, state: State) -> None:
        self._state = state

    def put(self, doc: int, document: Article | Thread) -> None:
        """Count the lines of a document, in place of those it had."""

    def learn(self) -> set[int]:
        """Decide what is boilerplate on the sites with changed counts; the documents that this changes."""
        return set()

    def boilerplate(self, site: str) -> frozenset[int]:
        """The lines of `site` that are its own and not its authors'."""
        return frozenset()
