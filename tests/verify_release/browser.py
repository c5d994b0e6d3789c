"""Chromium without a window, driven over two pipes: which words of a page does a link highlight?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager

NAMES = ("chromium", "chromium-browser", "google-chrome")
STYLE = "body { font: 8px/11px sans-serif; width: 1500px } ::target-text { background: #f0f; color: #f0f }"
PATIENCE_SECONDS = 5
# Text and places of all words that can be seen; a word is marked where its middle has the colour of the highlight.
MEASURE = r"""
(async () => {
  const image = new Image();
  image.src = "data:image/png;base64,PNG";
  await image.decode();
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const places = [];
  let text = "";
  while (nodes.nextNode())
    for (let offset = 0; offset < nodes.currentNode.data.length; offset++) {
      places.push([nodes.currentNode, offset]);
      text += nodes.currentNode.data[offset];
    }
  const marks = [];
  for (const word of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const range = document.createRange(), end = word.index + word[0].length;
    range.setStart(...places[word.index]);
    range.setEnd(places[end - 1][0], places[end - 1][1] + 1);
    const box = range.getClientRects()[0];
    if (!box || !box.width) continue;
    const x = Math.floor(box.left + box.width / 2 + scrollX), y = Math.floor(box.top + box.height / 2 + scrollY);
    const [red, green, blue] = context.getImageData(x, y, 1, 1).data;
    marks.push([word.index, end, red > 250 && green < 5 && blue > 250]);
  }
  const first = marks.findIndex(mark => mark[2]), last = marks.findLastIndex(mark => mark[2]);
  if (first < 0) return null;
  if (!marks.slice(first, last + 1).every(mark => mark[2])) return "a highlight with gaps";
  return text.slice(marks[first][0], marks[last][1]);
})()
"""


def program() -> str | None:
    """Return the path of Chromium, if it is there."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One page of Chromium."""

    def __init__(self, commands: int, answers: int) -> None:
        """Open a page over the two pipes, given as file descriptors."""
        self._commands, self._answers = commands, answers
        self._received = b""
        self._number, self._session = 0, {}
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}

    def highlighted(self, address: str) -> str | None:
        """Return the words that the page highlights, from the first to the last; None where it highlights nothing."""
        self._call("Page.navigate", url=address)
        patience = time.monotonic() + PATIENCE_SECONDS
        page = json.dumps(address.partition("#")[0])
        while not self._evaluate(f"location.href.startsWith({page}) && document.readyState == 'complete'"):
            assert time.monotonic() < patience, f"{address} was not loaded"
            time.sleep(0.01)
        patience = time.monotonic() + 1  # a browser looks for the words after it has shown the page
        found = None
        while found is None and time.monotonic() < patience:
            found = self._evaluate(MEASURE.replace("PNG", self._picture()))
        return found

    def _picture(self) -> str:
        height = self._evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": 1520, "height": height, "scale": 1}
        return str(self._call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"])

    def _evaluate(self, script: str) -> object:
        answer = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def _call(self, method: str, **parameters: object) -> dict[str, object]:
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters} | self._session
        content = json.dumps(command).encode() + b"\0"
        while content:
            content = content[os.write(self._commands, content) :]
        while (answer := self._next()).get("id") != self._number:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def _next(self) -> dict[str, object]:
        while b"\0" not in self._received:
            part = os.read(self._answers, 1 << 20)
            assert part, "Chromium has ended"
            self._received += part
        answer, _, self._received = self._received.partition(b"\0")
        return json.loads(answer)


@contextmanager
def opened(folder):
    """Yield a browser that keeps its files in a folder."""
    from_us, commands = os.pipe()
    answers, to_us = os.pipe()
    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
             "--disable-dev-shm-usage", "--disable-background-networking", f"--user-data-dir={folder}")  # fmt: skip
    # Chromium reads commands from file descriptor 3 and answers on 4.
    command = ["bash", "-c", f'exec "$@" 3<&{from_us} 4>&{to_us}', "bash", program(), *flags, "about:blank"]
    process = subprocess.Popen(command, pass_fds=(from_us, to_us), stderr=subprocess.DEVNULL)
    os.close(from_us)
    os.close(to_us)
    try:
        yield Browser(commands, answers)
    finally:
        process.terminate()
        process.wait(timeout=30)
        os.close(commands)
        os.close(answers)
