/*
 * Marks the words of a query in a page, exactly as they stand there: across elements, spaces and
 * line ends. Used by the search page for passages and by a story's page for a link from it.
 */
(function (scope) {
"use strict";

var BLOCKS = "p,h1,h2,h3,h4,h5,h6,li,td,th,dt,dd,blockquote,figcaption,pre,div,section,hgroup";

/** The text of an element, a line each block, and the text nodes that it came from. */
function collect(element) {
  var walker = element.ownerDocument.createTreeWalker(element, 4), parts = [], text = "", last = null;
  for (var node = walker.nextNode(); node; node = walker.nextNode()) {
    var block = node.parentElement.closest(BLOCKS);
    if (last && block !== last && text) text += "\n";
    last = block;
    parts.push({node: node, start: text.length});
    text += node.data;
  }
  return {text: text, parts: parts};
}

/** Ranges of all words in a text, in order, not overlapping. */
function ranges(text, words) {
  var found = scope.broadsheetTokens.stream(text), all = [];
  words.forEach(function (word) {
    all = all.concat(scope.broadsheetTokens.find(found, word));
  });
  all.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
  return all.filter(function (range, i) {
    for (var j = 0; j < i; j += 1) if (all[j][1] > range[0]) return false;
    return true;
  });
}

/** Wraps every occurrence of the words in an element in <mark>; gives the marks. */
function mark(element, words) {
  var found = collect(element), marks = [];
  ranges(found.text, words).reverse().forEach(function (range) {
    found.parts.slice().reverse().forEach(function (part) {
      var from = Math.max(range[0] - part.start, 0);
      var to = Math.min(range[1] - part.start, part.node.data.length);
      if (from >= to) return;
      var middle = part.node.splitText(from);
      middle.splitText(to - from);
      var wrap = element.ownerDocument.createElement("mark");
      middle.parentNode.replaceChild(wrap, middle);
      wrap.appendChild(middle);
      marks.unshift(wrap);
    });
  });
  return marks;
}

/** A fragment of text with marks: `text` plain, `spots` its ranges. */
function marked(document, text, spots) {
  var fragment = document.createDocumentFragment(), at = 0;
  spots.forEach(function (spot) {
    fragment.append(text.slice(at, spot[0]));
    var wrap = document.createElement("mark");
    wrap.textContent = text.slice(spot[0], spot[1]);
    fragment.append(wrap);
    at = spot[1];
  });
  fragment.append(text.slice(at));
  return fragment;
}

var NEAR = 12;

/* The place, or the one before it where it would part a run of letters and digits. */
function outside(text, place) {
  var run = /[0-9A-Za-z.,%]*$/.exec(text.slice(Math.max(0, place - 40), place))[0];
  return /^[0-9A-Za-z]/.test(text.slice(place)) ? place - run.length : place;
}

/**
 * The passage of a text that shows most of the words: {text, spots}, or null. Some `width`
 * characters, cut at a sentence's end where one is near.
 */
function passage(text, words, width) {
  var spots = ranges(text, words);
  if (!spots.length) return null;
  var best = 0, most = 0;
  spots.forEach(function (spot, i) {
    var seen = {}, count = 0;
    for (var j = i; j < spots.length && spots[j][1] <= spot[0] + width * 0.7; j += 1) {
      var word = text.slice(spots[j][0], spots[j][1]);
      count += seen[word] ? 0.1 : 1;
      seen[word] = true;
    }
    if (count > most) {
      most = count;
      best = i;
    }
  });
  // from the sentence's beginning, where it is near; never from the middle of a number or a name
  var wanted = Math.max(0, spots[best][0] - Math.floor(width * 0.3)), from = Math.max(0, wanted - NEAR);
  var sentence = text.slice(from, spots[best][0]).search(/[。！？!?\n](?=[^。！？!?\n]*$)/);
  if (sentence >= 0) from += sentence + 1;
  else if (from > 0) from = outside(text, wanted);
  var to = Math.min(text.length, Math.max(from + width, spots[best][1]));
  to = Math.max(outside(text, to), spots[best][1]);
  var cut = text.slice(from, to);
  var inside = spots.filter(function (spot) { return spot[0] >= from && spot[1] <= to; });
  var lead = from > 0 && sentence < 0 ? "…" : "", trail = to < text.length ? "…" : "";
  return {
    text: lead + cut.replace(/\n/g, " ") + trail,
    spots: inside.map(function (spot) {
      return [spot[0] - from + lead.length, spot[1] - from + lead.length];
    }),
  };
}

scope.broadsheetMarks = {
  collect: collect, ranges: ranges, mark: mark, marked: marked, passage: passage,
};
})(typeof self === "undefined" ? this : self);
