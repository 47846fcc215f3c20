/* Reading a story aloud, sentence by sentence, with a voice of the device. Each sentence is an
   utterance of its own: browsers fall silent in the middle of one that takes a quarter of a minute,
   and say nothing of it, so that each has a time after which the next begins. Where the device has no
   voice for the paper's language nothing is shown. */
(function () {
  "use strict";
  // Characters of ten seconds or so; a longer sentence is said clause by clause.
  var LONGEST = /^zh/.test(document.documentElement.lang) ? 60 : 160;
  var PATIENCE = 600; // milliseconds a character: three times what the slowest voices take
  var SENTENCE = /[^。！？!?…；;]+[。！？!?…；;]*[”’」』）)》]*/g;
  var CLAUSE = /[^，、,：:]+[，、,：:]*[”’」』）)》]*/g;

  function pieces(text, pattern) {
    var found = [], match;
    pattern.lastIndex = 0;
    while ((match = pattern.exec(text))) found.push([match.index, match.index + match[0].length]);
    return found;
  }

  function sentences(text) {
    var found = [];
    pieces(text, SENTENCE).forEach(function (span) {
      if (span[1] - span[0] <= LONGEST) return found.push(span);
      var start = span[0], end = span[0];
      pieces(text.slice(span[0], span[1]), CLAUSE).forEach(function (clause) {
        if (span[0] + clause[1] - start > LONGEST && end > start) {
          found.push([start, end]);
          start = end;
        }
        end = span[0] + clause[1];
      });
      found.push([start, span[1]]);
    });
    // a clause without an end: a table, an address
    var short = [];
    found.forEach(function (span) {
      for (var from = span[0]; from < span[1]; from += LONGEST) {
        short.push([from, Math.min(from + LONGEST, span[1])]);
      }
    });
    return short.filter(function (span) { return text.slice(span[0], span[1]).trim(); });
  }

  // The place of a character in an element's text nodes.
  function place(nodes, at) {
    for (var i = 0; i < nodes.length; i++) {
      if (at <= nodes[i].length) return [nodes[i], at];
      at -= nodes[i].length;
    }
    var last = nodes[nodes.length - 1];
    return [last, last.length];
  }

  function script(story) {
    var blocks = story.querySelectorAll(
      "[data-kicker], [data-headline], [data-deck], [data-dateline], [data-body] p, [data-body] h2, [data-body] h3, [data-body] li"
    );
    var lines = [];
    blocks.forEach(function (block) {
      var walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), nodes = [], node;
      while ((node = walker.nextNode())) nodes.push(node);
      var text = block.textContent;
      sentences(text).forEach(function (span) {
        var range = document.createRange();
        range.setStart.apply(range, place(nodes, span[0]));
        range.setEnd.apply(range, place(nodes, span[1]));
        lines.push({ text: text.slice(span[0], span[1]).trim(), range: range, block: block });
      });
    });
    return lines;
  }

  function voiceFor(language) {
    var voices = speechSynthesis.getVoices();
    var wanted = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" }[language] || language;
    function speaks(tag) {
      return function (voice) {
        return voice.lang.replace("_", "-").toLowerCase().indexOf(tag.toLowerCase()) === 0;
      };
    }
    return voices.find(speaks(wanted)) || voices.find(speaks(wanted.slice(0, 2)));
  }

  document.addEventListener("DOMContentLoaded", function () {
    var tools = document.querySelector("[data-tools]");
    var story = document.querySelector("[data-article]");
    if (!tools || !story || !window.speechSynthesis || !window.SpeechSynthesisUtterance) return;
    // Here and not in the style sheets: checkers of CSS do not know the word yet.
    if (window.CSS && CSS.highlights && document.adoptedStyleSheets) {
      var sheet = new CSSStyleSheet();
      sheet.replaceSync("::highlight(aloud) { background-color: var(--mark); }");
      document.adoptedStyleSheets = document.adoptedStyleSheets.concat(sheet);
    }
    var language = document.documentElement.lang;
    var words = [_("Read aloud"), _("Sentence before"), _("Next sentence"), _("Stop"), _("Synthetic voice")];
    var box = document.createElement("div");
    box.className = "aloud";
    box.hidden = true;
    box.setAttribute("data-aloud", "");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", _("Read aloud by a synthetic voice"));
    tools.prepend(box);
    var parts = ["play", "back", "on", "stop", "label"].map(function (name, number) {
      var part = box.appendChild(document.createElement(name === "label" ? "span" : "button"));
      if (name === "label") part.className = name;
      else part.type = "button";
      part.setAttribute("data-aloud-" + name, "");
      part.textContent = words[number];
      part.hidden = number > 0;
      return part;
    });
    var play = parts[0], others = parts.slice(1);
    var begin = words[0];
    var lines = null, at = 0, speaking = false, turn = 0, late = 0;

    function offer() { box.hidden = !voiceFor(language); }

    function mark(line) {
      document.querySelectorAll(".aloud-block").forEach(function (block) { block.classList.remove("aloud-block"); });
      if (window.CSS && CSS.highlights) {
        if (line) CSS.highlights.set("aloud", new Highlight(line.range));
        else CSS.highlights.delete("aloud");
      } else if (line) {
        line.block.classList.add("aloud-block");
      }
      if (!line) return;
      var rect = line.range.getBoundingClientRect();
      if (rect.top < 0 || rect.bottom > innerHeight) line.block.scrollIntoView({ block: "center" });
    }

    function show(open, text) {
      others.forEach(function (element) { element.hidden = !open; });
      play.textContent = text;
    }

    function say() {
      if (at >= lines.length) return stop();
      var line = lines[at], mine = ++turn;
      var utterance = new SpeechSynthesisUtterance(line.text);
      utterance.lang = language;
      utterance.voice = voiceFor(language) || null;
      // A cancelled utterance ends too: only the one of this turn leads on.
      utterance.onend = function () {
        if (mine !== turn || !speaking) return;
        at += 1;
        say();
      };
      clearTimeout(late);
      late = setTimeout(utterance.onend, 5000 + PATIENCE * line.text.length);
      utterance.onerror = function () { if (mine === turn) pause(); };
      mark(line);
      speechSynthesis.cancel();
      speechSynthesis.speak(utterance);
    }

    function start() {
      lines = lines || script(story);
      speaking = true;
      show(true, _("Pause"));
      say();
    }

    // speechSynthesis.pause is not to be relied on (Android): the sentence begins again instead.
    function pause() {
      clearTimeout(late);
      speaking = false;
      turn += 1;
      speechSynthesis.cancel();
      show(true, _("Go on"));
    }

    function stop() {
      pause();
      at = 0;
      mark(null);
      show(false, begin);
    }

    function move(by) {
      at = Math.min(Math.max(at + by, 0), lines.length - 1);
      if (speaking) say();
      else mark(lines[at]);
    }

    play.addEventListener("click", function () { if (speaking) pause(); else start(); });
    parts[1].addEventListener("click", function () { move(-1); });
    parts[2].addEventListener("click", function () { move(1); });
    parts[3].addEventListener("click", stop);
    addEventListener("pagehide", function () { speechSynthesis.cancel(); });
    if (speechSynthesis.addEventListener) speechSynthesis.addEventListener("voiceschanged", offer);
    offer();
  });
})();
