/*
 * The search page: what is typed goes to the engine (in a worker; on file:// beside the page), and
 * the stories that it finds stand in the list. The whole state of a search is in the address.
 */
(function () {
"use strict";

var box = document.querySelector("[data-search]");
if (!box || !window.Promise) return;

var STEP = 10, DELAY = 80, LONG = 500, WIDTH = 110, PAGES_AT_ONCE = 4;
var local = location.protocol === "file:";
var root = new URL(box.dataset.root || "./", location.href);
var base = new URL("./", new URL(box.dataset.index, location.href)).href;
var scripts = new URL("assets/js/", root).href;

function part(name) { return box.querySelector("[data-" + name + "]"); }
var query = part("search-query"), form = part("search-form"), filters = part("search-filters");
var fields = part("search-fields"), status = part("search-status"), hints = part("search-hints");
var chart = part("search-years"), list = part("results"), more = part("search-more");

function say(key, values) {
  var text = box.dataset["say" + key[0].toUpperCase() + key.slice(1)] || "";
  return text.replace(/\{(\w+)\}/g, function (all, name) { return values[name]; });
}

function script(name) {
  return new Promise(function (resolve, reject) {
    var element = document.createElement("script");
    element.src = name;
    element.onload = resolve;
    element.onerror = function () { reject(new Error(name)); };
    document.head.append(element);
  });
}

/* ---- the engine: ask(request) → Promise of its answer; an older question is given up ---- */

var serial = 0;
var ready = script(scripts + "search-tokens.js").then(function () {
  return script(scripts + "search-marks.js");
});

function workerEngine() {
  if (navigator.serviceWorker && window.isSecureContext) {
    navigator.serviceWorker.register(scripts + "search-alone.js", {scope: scripts + "search-worker.js"})
      .catch(function () {}); // the index comes through the paper's own, a little later
  }
  var worker = new Worker(scripts + "search-worker.js"), waiting = new Map();
  worker.onmessage = function (event) {
    var call = waiting.get(event.data.id);
    if (!call) return;
    waiting.delete(event.data.id);
    if (event.data.error) call.reject(new Error(event.data.error));
    else call.resolve(event.data.response);
  };
  worker.onerror = function (event) {
    waiting.forEach(function (call) { call.reject(new Error(event.message || "worker")); });
    waiting.clear();
    engine = null;
  };
  worker.postMessage({base: base});
  return function (request, id) {
    return new Promise(function (resolve, reject) {
      waiting.set(id, {resolve: resolve, reject: reject});
      worker.postMessage({id: id, request: request});
    });
  };
}

/* On file:// there is no fetch and no worker. The files of the index are scripts that hand over a
   string in which each character is a byte (docs/search-index.md). */
function pageEngine() {
  var given = null;
  window.broadsheetPart = function (text) { given = text; };
  function fetchBytes(path) {
    return new Promise(function (resolve, reject) {
      var element = document.createElement("script");
      element.charset = "x-user-defined";
      element.src = base + path;
      element.onload = function () {
        element.remove();
        resolve(Uint8Array.from(given || "", function (char) { return char.charCodeAt(0) & 255; }));
      };
      element.onerror = function () { reject(new Error(path + ": 404")); }; // as a host would say it
      document.head.append(element);
    });
  }
  return ready.then(function () {
    return ["search-query.js", "search-read.js", "vendor/lunr.min.js", "search-engine.js"].reduce(function (done, name) {
      return done.then(function () { return script(scripts + name); });
    }, Promise.resolve());
  }).then(function () {
    var made = self.broadsheetEngine.create(fetchBytes, true, function (name) {
      return script(scripts + name);
    });
    return function (request, id) {
      return made.search(request, function () { return id !== serial; });
    };
  });
}

var engine = null;
function start() {
  if (engine) return;
  engine = local || !window.Worker ? pageEngine() : Promise.resolve(workerEngine());
  engine.catch(function () { engine = null; });
}

function ask(request) {
  var id = serial += 1;
  start();
  // Marks are made here, so the page must know the same characters as the engine.
  var known = ready.then(function () {
    return self.broadsheetTokens.wantsHan(request.q) ? script(scripts + "search-han.js") : null;
  });
  return Promise.all([engine, known]).then(function (both) {
    return both[0](request, id);
  }).then(function (answer) {
    return id === serial ? answer : null;
  }, function (error) {
    if (id !== serial) return null;
    throw error;
  });
}

/* ---- the state: what the address says ---- */

var NAMES = ["from", "to", "page", "column", "author", "match", "sort", "in"];

function readAddress() {
  var values = new URLSearchParams(location.search);
  query.value = values.get("q") || "";
  NAMES.forEach(function (name) {
    var field = fields.elements[name], value = values.get(name) || "";
    if (field.type === "checkbox") field.checked = value === field.value;
    else {
      if (field.tagName === "SELECT") offer(field, value);
      field.value = value;
    }
  });
  if (NAMES.some(function (name) { return values.get(name); })) filters.open = true;
}

function address() {
  var values = new URLSearchParams();
  if (query.value.trim()) values.set("q", query.value.trim());
  NAMES.forEach(function (name) {
    var field = fields.elements[name];
    var value = field.type === "checkbox" ? (field.checked ? field.value : "") : field.value.trim();
    if (value) values.set(name, value);
  });
  var text = values.toString();
  return location.pathname + (text ? "?" + text : "");
}

function request(start) {
  var value = function (name) { return fields.elements[name].value.trim(); };
  return {
    q: query.value, from: value("from"), to: value("to"), page: value("page"),
    column: value("column"), author: value("author"), any: value("match") === "any",
    sort: value("sort"), headlines: fields.elements["in"].checked, start: start, count: STEP,
  };
}

function offer(select, value) {
  var known = Array.from(select.options).some(function (option) { return option.value === value; });
  if (value && !known) select.append(new Option(value, value));
}

/* The address is written when the list stands: a browser that is busy with its history brings the
   files of the index later. An answer that is long in coming is not waited for. */
var due = 0, kept = false;

function rememberIn(delay) {
  clearTimeout(due);
  due = setTimeout(remember, delay);
}

function forget() {
  clearTimeout(due);
  due = 0;
  kept = false;
}

function remember() {
  var next = address(), keep = kept;
  forget();
  if (next === location.pathname + location.search) return;
  try {
    history[keep ? "pushState" : "replaceState"](null, "", next);
  } catch (error) {
    // some browsers keep no addresses on file://
  }
}

/* ---- searching ---- */

var timer = 0, typedAt = -DELAY, asked = "", announced = "";

function state(name) { list.dataset.state = name; }

/* What is typed after a pause is searched for at once; what follows in haste, when it is over. */
function later() {
  var hasty = performance.now() - typedAt < DELAY;
  typedAt = performance.now();
  clearTimeout(timer);
  if (!hasty) now(false);
  else timer = setTimeout(function () { if (query.value !== asked) now(false); }, DELAY);
}

function now(keep) {
  clearTimeout(timer);
  kept = kept || keep;
  rememberIn(LONG);
  search();
}

/* What narrows the list, by itself too; the rest only orders it. */
function narrowed() {
  return ["from", "to", "page", "column", "author"].some(function (name) { return fields.elements[name].value.trim(); });
}

function search() {
  asked = query.value;
  stopReading();
  if (!query.value.trim() && !narrowed()) {
    serial += 1;
    show(null);
    return;
  }
  state("loading");
  if (!list.children.length) status.textContent = say("loading");
  ask(request(0)).then(function (answer) { if (answer) show(answer); }, failed);
}

function failed(error) {
  show(null);
  state("error");
  status.textContent = say(/outdated/.test(error.message) ? "outdated" : "error");
}

function show(answer) {
  if (due) rememberIn(0);
  list.textContent = "";
  hints.textContent = "";
  hints.hidden = chart.hidden = more.hidden = true;
  list.dataset.total = answer ? answer.total : 0;
  if (!answer) {
    status.textContent = "";
    state("idle");
    return;
  }
  facets(answer.facets || {});
  append(answer);
  drawHints(answer.hints || []);
  drawYears(answer.years || []);
  var text = answer.total === 1 ? say("one") : answer.total ? say("found", {n: answer.total}) : say("none");
  if (answer.partly) text += " " + say("partly");
  announced = text;
  status.textContent = announced;
  state("done");
  goOn();
}

/* A reader who comes back from a story goes on at its entry. */
function goOn() {
  var at = history.state && history.state.opened;
  if (!at || due) return;
  history.replaceState(null, "");
  Array.from(list.children).filter(function (entry) { return entry.dataset.id === at; }).forEach(function (entry) {
    entry.querySelector("h2 a").focus();
  });
}

function append(answer) {
  answer.hits.forEach(function (hit) { list.append(item(hit, answer.words.concat(hit.words))); });
  more.hidden = list.children.length >= answer.total || !answer.hits.length;
}

function item(hit, words) {
  var marks = self.broadsheetMarks, entry = make("li", "result");
  entry.dataset.id = hit.id;
  var link = make("a"), target = new URL(hit.address + (local ? "index.html" : ""), root);
  link.href = target.href + (words.length ? "#" + words.map(function (word) {
    return "mark=" + encodeURIComponent(word);
  }).join("&") : "");
  var heading = make("h2", "headline");
  link.append(marked(hit.headline));
  heading.append(link);
  var stack = make("hgroup", "stack");
  if (hit.kicker) stack.append(room("kicker", hit.kicker));
  stack.append(heading);
  if (hit.deck) stack.append(room("deck", hit.deck));
  var folio = make("p", "result-folio"), time = make("time", "", hit.date);
  time.dateTime = hit.date;
  var label = /^\w+$/.test(hit.page) ? say("page", {label: hit.page}) : hit.page;
  folio.append(time, " ", [label, hit.pageName].filter(Boolean).join(" "));
  [hit.column, hit.authors.join(" ")].filter(Boolean).forEach(function (text) {
    folio.append(" · ", marked(text));
  });
  var passage = room("result-passage", WIDTH);
  entry.append(folio, stack, passage);
  read(entry, passage, target.href, words);
  return entry;

  function marked(text) { return marks.marked(document, text, marks.ranges(text, words)); }
  /* Where words of so many characters will stand, which come with the passage. */
  function room(name, length) {
    var wide = /[\u2e80-\uffff]/.test(hit.headline);
    var element = make("p", name + " awaited", (wide ? "\u53e3" : "words ").repeat(wide ? length : Math.ceil(length / 6)));
    element.setAttribute("aria-hidden", "true");
    return element;
  }
}

function make(tag, name, text) {
  var element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

/* ---- passages: read from the stories themselves when their entry comes into view ---- */

var pages = new Map(), queue = [], reading = 0, wish = null;
var watcher = window.IntersectionObserver && new IntersectionObserver(function (entries) {
  entries.forEach(function (entry) {
    if (entry.isIntersecting) begin(entry.target);
  });
}, {rootMargin: "200px"});
var tasks = new WeakMap();

function read(entry, passage, href, words) {
  tasks.set(entry, {entry: entry, passage: passage, href: href, words: words});
  if (watcher) watcher.observe(entry);
  else begin(entry);
}

function begin(entry) {
  if (watcher) watcher.unobserve(entry);
  queue.push(tasks.get(entry));
  work();
}

/* What the list before this one still waits for would only keep its successor waiting. */
function stopReading() {
  queue = [];
  if (watcher) watcher.disconnect();
  if (wish) wish.abort();
  wish = window.AbortController ? new AbortController() : null;
}

function work() {
  while (reading < PAGES_AT_ONCE && queue.length) {
    reading += 1;
    one(queue.shift()).then(done, done);
  }
  function done() {
    reading -= 1;
    work();
  }
}

var PIECES = ["kicker", "deck", "body"];

function one(task) {
  if (!pages.has(task.href)) {
    if (pages.size > 200) pages.clear();
    pages.set(task.href, (local ? told(task.href) : fetched(task.href)).then(function (html) {
      var page = new DOMParser().parseFromString(html, "text/html"), texts = {};
      PIECES.forEach(function (name) {
        var piece = page.querySelector("[data-article] [data-" + name + "]");
        texts[name] = piece ? self.broadsheetMarks.collect(piece).text : "";
      });
      return texts;
    }));
  }
  return pages.get(task.href).then(function (texts) {
    var marks = self.broadsheetMarks, body = texts.body, found = marks.passage(body, task.words, WIDTH);
    PIECES.slice(0, 2).forEach(function (name) {
      var place = task.entry.querySelector(".awaited." + name), text = texts[name];
      if (place) fill(place, marks.marked(document, text, marks.ranges(text, task.words)));
    });
    fill(task.passage, found ? marks.marked(document, found.text, found.spots)
      : body.slice(0, WIDTH) + (body.length > WIDTH ? "…" : ""));
  }, function () {
    pages.delete(task.href);
    task.entry.querySelectorAll(".awaited").forEach(function (place) { fill(place, ""); });
  });
}

function fill(place, content) {
  place.classList.remove("awaited");
  place.removeAttribute("aria-hidden");
  place.replaceChildren(content);
}

function fetched(href) {
  return fetch(href, {priority: "low", signal: wish ? wish.signal : undefined}).then(function (response) {
    if (!response.ok) throw new Error(String(response.status));
    return response.text();
  });
}

/* On file:// the story is opened out of sight, and its own script (files.js) tells what it says. */
function told(href) {
  return new Promise(function (resolve, reject) {
    var frame = make("iframe");
    frame.hidden = true;
    frame.title = "";
    frame.src = href + "#told";
    frame.onload = function () { setTimeout(done, 10000, null); };
    window.addEventListener("message", hear);
    document.body.append(frame);

    function hear(event) {
      if (event.source === frame.contentWindow && event.data) done(event.data.told);
    }
    function done(html) {
      window.removeEventListener("message", hear);
      frame.remove();
      if (typeof html === "string") resolve("<div data-article>" + html + "</div>");
      else reject(new Error(href));
    }
  });
}

/* ---- around the list ---- */

function facets(values) {
  (values.pages || []).forEach(function (name) { offer(fields.elements.page, name); });
  (values.columns || []).forEach(function (name) { offer(fields.elements.column, name); });
}

function drawHints(entries) {
  entries.forEach(function (entry) {
    var line = make("li"), button = make("button", "", say(entry.kind, entry));
    button.type = "button";
    button.addEventListener("click", function () {
      query.value = entry.query;
      if (entry.kind === "all") NAMES.forEach(function (name) {
        if (name === "sort" || name === "match") return;
        if (name === "in") fields.elements[name].checked = false;
        else fields.elements[name].value = "";
      });
      now(true);
    });
    line.append(button);
    hints.append(line);
  });
  hints.hidden = !entries.length;
}

/* Bars by year; one filters by its year, the only one left gives all years back. */
function drawYears(years) {
  chart.querySelectorAll("ol").forEach(function (old) { old.remove(); });
  var only = fields.elements.from.value || fields.elements.to.value;
  chart.hidden = years.length < 2 && !(only && years.length);
  if (chart.hidden) return;
  var bars = make("ol", "search-bars");
  var most = Math.max.apply(null, years.map(function (year) { return year[1]; }));
  years.forEach(function (year) {
    var line = make("li"), button = make("button");
    var label = say("year", {year: year[0], n: year[1]});
    var bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    bar.setAttribute("viewBox", "0 0 10 40");
    bar.setAttribute("preserveAspectRatio", "none");
    bar.setAttribute("aria-hidden", "true");
    var rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    var height = Math.max(1, 40 * year[1] / most);
    [["x", 0], ["width", 10], ["y", 40 - height], ["height", height]].forEach(function (pair) {
      rect.setAttribute(pair[0], pair[1]);
    });
    bar.append(rect);
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.setAttribute("aria-pressed", String(chosen(year[0])));
    button.append(bar, make("span", "search-bar-year", String(year[0])));
    button.addEventListener("click", function () {
      var set = fields.elements, again = chosen(year[0]);
      set.from.value = again ? "" : year[0] + "-01-01";
      set.to.value = again ? "" : year[0] + "-12-31";
      filters.open = true;
      now(true);
    });
    line.append(button);
    bars.append(line);
  });
  chart.append(bars);

  function chosen(year) {
    var set = fields.elements;
    return set.from.value === year + "-01-01" && set.to.value === year + "-12-31";
  }
}

/* ---- events ---- */

query.addEventListener("focus", start); // it is there when the first word is typed
query.addEventListener("input", function (event) { if (!event.isComposing) later(); });
query.addEventListener("compositionend", later);
form.addEventListener("submit", function (event) {
  event.preventDefault();
  now(true);
});
fields.addEventListener("submit", function (event) { event.preventDefault(); });
fields.addEventListener("change", function () { now(true); });
more.querySelector("button").addEventListener("click", function () {
  var first = list.children.length;
  ask(request(first)).then(function (answer) {
    if (!answer) return;
    append(answer);
    var next = list.children[first];
    if (next) next.querySelector("a").focus();
  }, function () { status.textContent = say("error"); });
});
list.addEventListener("click", function (event) {
  var entry = event.target.closest("li");
  if (!entry || !event.target.closest("a")) return;
  if (due) remember();
  try {
    history.replaceState({opened: entry.dataset.id}, "");
  } catch (error) {
    // some browsers keep nothing on file://
  }
});
window.addEventListener("popstate", function () {
  forget();
  readAddress();
  search();
});
document.addEventListener("keydown", function (event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (typing && event.target !== query) return;
  var links = Array.from(list.querySelectorAll("h2 a"));
  var at = links.indexOf(document.activeElement);
  if (at < 0 && event.target !== query) return;
  var next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next >= links.length) return;
  event.preventDefault();
  (next < 0 ? query : links[next]).focus();
});

filters.hidden = false;
readAddress();
if (query.value || narrowed()) search();
else query.focus({preventScroll: true});
})();
