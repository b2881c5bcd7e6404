"""How far each instance's feed has been heard, as this process may rely on it."""

from datetime import datetime

from domain.ports.cache import Heard, Lost, News


class Watermarks:
    """Listens to news: what a feed did not tell of until its watermark has not changed until then."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def of(self, instance: str) -> datetime | None:
        """The instant up to which all news of an instance have come here; None where nobody knows."""
        return self._until.get(instance)

    def hear(self, news: News) -> None:
        """Take in how far a feed was heard; forget it, where something may have been missed."""
        if isinstance(news, Lost):
            self._until.clear()
        elif isinstance(news, Heard):
            known = self._until.get(news.instance)
            self._until[news.instance] = news.until if known is None else max(known, news.until)
