"""What a screen reader makes of the headings of a page."""

from html.parser import HTMLParser
from itertools import pairwise


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.levels = []
        self.ids = []

    def handle_starttag(self, tag, attrs):
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))
        self.ids += [value for name, value in attrs if name == "id"]


def _read(html):
    reader = _Reader()
    reader.feed(html)
    return reader


def heading_levels(html):
    """Return the levels of the headings in order."""
    return _read(html).levels


def headings_skip(html):
    """Return the steps down that leave a level out."""
    levels = heading_levels(html)
    return [(above, below) for above, below in pairwise(levels) if below > above + 1]


def ids_of(html):
    """Return every id in order, to find those given twice."""
    return _read(html).ids
