"""Reads a site in Firefox, over WebDriver BiDi: one page of each kind at two widths.

`firefox.py PROGRAM ADDRESS PATH…`, run by the Python of .cache/checks/venv. Firefox speaks BiDi on
a socket of its own, so that neither geckodriver nor Selenium stands between. Faults are errors of
scripts, violations of the policy, requests that fail, and a layout that breaks.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

WIDTHS = (360, 1280)
HEIGHT = 800
PATIENCE = 60
"""Seconds for an answer, on a busy machine."""
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
EVENTS = ["log.entryAdded", "network.responseCompleted", "browsingContext.load"]
PREFERENCES = """
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("extensions.update.enabled", false);
user_pref("browser.safebrowsing.update.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("intl.accept_languages", "zh-CN, zh");
"""
WATCH = """() => {
  window.faults = [];
  document.addEventListener("securitypolicyviolation",
    (e) => window.faults.push(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
  window.addEventListener("error", (e) => window.faults.push(e.target === window
    ? `script: ${e.message}` : `not loaded: ${e.target.src || e.target.href}`), true);
}"""
LOOK = """(async () => {
  const faults = window.faults;
  document.querySelectorAll("img[loading]").forEach((i) => { i.loading = "eager"; });
  await Promise.all([...document.images].map((i) => i.decode().catch(() => {})));
  const box = (e) => e.getBoundingClientRect();
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) faults.push(`wider than the window: ${root.scrollWidth}`);
  if (getComputedStyle(document.body).margin !== "0px") faults.push("without its style sheet");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one first heading");
  for (const i of document.images) if (!i.naturalWidth) faults.push(`no picture: ${i.src}`);
  const shown = (e) => e.checkVisibility() && box(e).height > 1;
  const heads = [...document.querySelectorAll("main .headline, main .sheet-title")].filter(shown);
  for (const e of heads) {
    if (box(e).left < -1 || box(e).right > innerWidth + 1) faults.push(`outside: ${e.textContent}`);
  }
  const areas = [...document.querySelectorAll(".plan-story, .second, .brief")].filter(shown);
  areas.forEach((a, i) => areas.slice(i + 1).forEach((b) => {
    if (a.contains(b) || b.contains(a)) return;
    const [p, q] = [box(a), box(b)];
    if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2
        && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2)
      faults.push(`one over the other: ${a.innerText.slice(0, 20)} / ${b.innerText.slice(0, 20)}`);
  }));
  return JSON.stringify(faults);
})()"""
AIDS = """(async () => {
  const size = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
  const before = size();
  document.querySelector(".aids summary").click();
  document.querySelector("[name=size][value=xl]").click();
  return JSON.stringify(size() > before * 1.3 ? [] : ["the type does not grow"]);
})()"""
STORY = re.compile(r"/\d\d-\d\d/$")
FOUND = """new Promise((done) => {
  const list = document.querySelector("[data-results]");
  const look = () => {
    if (list.dataset.state === "done" || list.dataset.state === "error")
      done(JSON.stringify(list.children.length ? [] : ["search finds nothing"]));
  };
  new MutationObserver(look).observe(list, { attributes: true });
  look();
})"""


class Firefox:
    """A Firefox without a window, and one tab of it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.ids = itertools.count(1)
        self.log: list[str] = []
        self.loaded: list[str] = []
        self.say("session.new", capabilities={})
        self.say("session.subscribe", events=EVENTS)
        self.tab = self.say("browsingContext.getTree")["contexts"][0]["context"]
        self.say("script.addPreloadScript", functionDeclaration=WATCH)

    def say(self, method: str, **params: Any) -> Any:
        """A command and its result; what happens meanwhile goes to the log."""
        mine = next(self.ids)
        self.socket.send(json.dumps({"id": mine, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=PATIENCE))
            if message.get("id") == mine:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return message["result"]
            self.note(message.get("method"), message.get("params", {}))

    def note(self, event: str, params: dict[str, Any]) -> None:
        """Keeps what is wrong."""
        if event == "browsingContext.load":
            self.loaded.append(params["url"])
        if event == "log.entryAdded" and params["level"] == "error":
            self.log.append(f"console: {params['text']}")
        if event == "network.responseCompleted" and params["response"]["status"] >= 400:
            self.log.append(f"{params['response']['status']}: {params['response']['url']}")

    def go(self, address: str) -> None:
        """Opens a page, and waits until all of it is there."""
        self.say("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def ask(self, expression: str) -> list[str]:
        """The faults that a script on the page finds."""
        answer = self.say(
            "script.evaluate",
            expression=expression,
            target={"context": self.tab},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            return [f"script: {answer['exceptionDetails']['text']}"]
        return list(json.loads(answer["result"]["value"]))

    def press(self, key: str) -> None:
        """A key of the keyboard, down and up."""
        keys = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        actions = [{"type": "key", "id": "keyboard", "actions": keys}]
        self.say("input.performActions", context=self.tab, actions=actions)

    def turned(self) -> str:
        """The address of the next page that is loaded."""
        while not self.loaded:
            message = json.loads(self.socket.recv(timeout=PATIENCE))
            self.note(message.get("method"), message.get("params", {}))
        return self.loaded.pop()

    def size(self, width: int) -> None:
        """The width of the window."""
        viewport = {"width": width, "height": HEIGHT}
        self.say("browsingContext.setViewport", context=self.tab, viewport=viewport)


def read(firefox: Firefox, base: str, paths: list[str]) -> list[str]:
    """The faults of every page at every width, and of what scripts do."""
    faults = []
    for width in WIDTHS:
        firefox.size(width)
        for path in paths:
            firefox.log.clear()
            firefox.go(base + path)
            faults += [f"/{path} {width} px: {f}" for f in firefox.ask(LOOK) + firefox.log]
    firefox.log.clear()
    firefox.go(base)
    faults += firefox.ask(AIDS)
    story = next(path for path in paths if STORY.search(path))
    firefox.go(base + story)
    firefox.loaded.clear()
    firefox.press("j")
    if firefox.turned() == base + story:
        faults.append("the key j turns no page")
    firefox.go(f"{base}search/?q=%E6%99%9A%E7%A8%BB")
    faults += firefox.ask(FOUND)
    return faults + firefox.log


def main(arguments: list[str]) -> int:
    """0 where nothing was found, else 1 and the faults."""
    program, base, *paths = arguments
    with tempfile.TemporaryDirectory() as profile:
        Path(profile, "user.js").write_text(PREFERENCES, "utf-8")
        command = [program, "--headless", "--no-remote", "--profile", profile]
        process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0"], stderr=subprocess.PIPE, text=True
        )
        try:
            assert process.stderr is not None
            found = next(filter(None, map(LISTENING.search, process.stderr)))
            with connect(f"{found[1]}/session", max_size=None, open_timeout=PATIENCE) as socket:
                faults = read(Firefox(socket), base, paths)
        finally:
            process.terminate()
            process.wait(PATIENCE)
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    done = f"{version.stdout.strip()}: {len(paths)} kinds of page at {len(WIDTHS)} widths, 0 faults"
    print(*faults or [done], sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
