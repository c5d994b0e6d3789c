"""Links in a real browser: each link to a passage highlights that passage, however the page is written."""

from __future__ import annotations

import http.server
import os
import re
import threading
from html import escape
from pathlib import Path

import polars as pl
import pytest

import browser
import peaceterms
from peaceterms.contract import fingerprints
from peaceterms.links import link

pytestmark = pytest.mark.skipif(browser.program() is None, reason="Chromium is not installed here")


def paragraphs(text):
    return [escape(line) for line in text.splitlines() if line.strip()]


def in_words(lines, pattern, replacement):
    """Return the lines with a change in their words, but not in their entities such as `&amp;`."""
    return [re.sub(rf"(&\w+;)|{pattern}", lambda m: m[1] or m.expand(replacement), line) for line in lines]


def as_page(lines, tag="p"):
    return "".join(f"<{tag}>{line}</{tag}>\n" for line in lines)


STRIDE = 4  # of the passages, each fourth is tried on every form of page
PAGES = {
    "paragraphs": as_page,
    "no-break spaces": lambda lines: as_page(in_words(lines, " ", "&nbsp;")),
    "soft hyphens": lambda lines: as_page(in_words(lines, r"\b([^\W\d_]{3})([^\W\d_]{3})", r"\2&shy;\3")),
    "markup inside words": lambda lines: as_page(in_words(lines, r"\b([^\W\d_])([^\W\d_]+)", r"\2<b>\3</b>")),
    "table": lambda lines: "<table>" + "".join(f"<tr><td>{line}</td></tr>\n" for line in lines) + "</table>",
    "hidden copy before": lambda lines: f'<div style="display: none">{as_page(lines)}</div>{as_page(lines)}',
}

# Edges with a number, and such as cut a paragraph: text, first words, last words, and the passage.
EDGES = {
    "first words end in a whole number": (
        "It rained. On Friday, 14 June, they returned 1,200 men to the county. It rained.",
        "On Friday, 14", "to the county", "On Friday, 14 June, they returned 1,200 men to the county",
    ),
    "last words begin with a whole number": (
        "It rained. The two towns near the river agreed to a 30-day truce. It rained.",
        "The two towns", "30-day truce", "The two towns near the river agreed to a 30-day truce",
    ),
    "last words begin with a fraction": (
        "It rained. The levy on all imported timber rose from ten to 17.5 in town. It rained.",
        "The levy on", "17.5 in town", "The levy on all imported timber rose from ten to 17.5 in town",
    ),
    "first words run over a paragraph's end": (
        "Weather news\nThe bridge stays shut until the spring comes back to town again. It rained.",
        "news\nThe bridge", "to town again",
        "news\nThe bridge stays shut until the spring comes back to town again",
    ),
    "last words run over a paragraph's end": (
        "It rained. The bridge stays shut until the spring comes back\nto town. It rained.",
        "The bridge stays", "back\nto town", "The bridge stays shut until the spring comes back\nto town",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser.opened(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def site():
    """Return the address of a server on loopback, and its pages by path, which a test may add to."""
    pages = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            body = pages.get(self.path, "")
            self.wfile.write(f"<!doctype html><style>{browser.STYLE}</style><body>{body}</body>".encode())

        def log_message(self, *_):
            """Print nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def held():
    """Return the passages whose texts are in the store, each with its text, its words and its row of `sources`."""
    folder = os.environ.get("PEACETERMS_TEXTS")
    if not folder:
        pytest.skip("PEACETERMS_TEXTS names no folder of texts: no page can be made of them")
    found = peaceterms.hydrate(peaceterms.load("passages"), folder).filter(pl.col("words").is_not_null())
    return [
        (row, (Path(folder) / row["file"]).read_bytes().decode("utf-8"))
        for row in found.filter(pl.col("url").is_not_null()).iter_rows(named=True)
    ]


def texts_of(words):
    return [word.text for word in fingerprints.words(words or "")]


@pytest.mark.parametrize("form", PAGES)
@pytest.mark.parametrize("case", EDGES)
def test_an_edge_with_a_number_or_over_a_paragraph_still_highlights_the_passage(chromium, site, form, case):
    address, pages = site
    text, starts_with, ends_with, passage = EDGES[case]
    path = f"/edges/{len(pages)}"
    pages[path] = PAGES[form](paragraphs(text))
    opened = link(address + path, starts_with, ends_with, len(texts_of(passage)))
    assert texts_of(chromium.highlighted(opened)) == texts_of(passage), opened


@pytest.mark.parametrize("form", PAGES)
def test_each_link_to_a_passage_in_the_store_highlights_it(chromium, site, held, form, pytestconfig):
    """Where the first words of a passage are in the text before it too, the highlight may begin there: `sources`."""
    address, pages = site
    chosen = held if form == "paragraphs" else held[::STRIDE]
    wrong, early = [], 0
    for number, (row, text) in enumerate(chosen):
        path = f"/{form.replace(' ', '-')}/{number}"
        pages[path] = PAGES[form](paragraphs(text))
        shown = chromium.highlighted(row["link"].replace(row["url"], address + path))
        found, passage = texts_of(shown), texts_of(row["words"])
        if found == passage:
            continue
        before = texts_of(text[: text.find(row["words"])])
        first = texts_of(row["starts_with"])
        begins_before = any(before[place : place + len(first)] == first for place in range(len(before)))
        if begins_before and found[-len(passage) :] == passage:
            early += 1
        else:
            wrong.append(
                (row["passage_id"], row["link"].partition("#")[2], len(passage), len(found), (shown or "")[:80])
            )
    exact = len(chosen) - early - len(wrong)
    reporter = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    reporter.write_line(f"\n{form}: {exact} of {len(chosen)} links highlight the passage, {early} begin early")
    assert wrong == []
    assert exact > early
