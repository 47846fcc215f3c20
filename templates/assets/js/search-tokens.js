/*
 * The one rule of tokens, as in broadsheet/search/tokens.py; a test compares the two.
 * A text is folded character by character, so that each place of the folded text has one place in
 * the text: NFKD, without marks, lower case, traditional characters as simplified ones.
 */
(function (scope) {
"use strict";

var SPACE = " ", COMMA = ",";
var SOFT = "\t\"'`-\u2010\u2011\u00b7\u2022\u2027\u2219\u22c5\u30fb";
var HAN = [[0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xf900, 0xfaff], [0x20000, 0x3ffff]];
var WIDE = HAN.concat([
  [0x1100, 0x11ff], [0x3005, 0x3007], [0x3021, 0x3029], [0x3031, 0x3035], [0x3038, 0x303c],
  [0x3040, 0x31ff], [0xa960, 0xa97f], [0xac00, 0xd7ff], [0x1aff0, 0x1b16f],
]);

/* Those traditional characters that GB 2312 has too; search-han.js brings all others when a
   query has a character outside GB 2312. */
var simplified = new Map(), memory = new Map();
learn("乾吒夥後徵捱摺於榘甯菸薹醣麴麽", "干咤伙后征挨折于矩宁烟苔糖曲么");
var complete = false;

function learn(traditional, simple) {
  for (var i = 0; i < traditional.length; i += 1) simplified.set(traditional[i], simple[i]);
  complete = traditional.length > 1000;
  memory.clear();
}

function within(ranges, code) {
  return ranges.some(function (range) { return range[0] <= code && code <= range[1]; });
}

function isWide(char) {
  var code = char.codePointAt(0);
  return code >= 0x4e00 && code <= 0x9fff || code >= 0x1100 && within(WIDE, code);
}

function isHan(char) { return within(HAN, char.codePointAt(0)); }

function foldOne(char) {
  if (isHan(char)) return simplified.get(char) || char;
  if (/[\p{L}\p{N}]/u.test(char)) return char.toLowerCase();
  if (/[\p{M}\p{Cf}]/u.test(char)) return "";
  if (/[\p{Zs}\p{Ps}\p{Pe}\p{Pi}\p{Pf}]/u.test(char) || SOFT.indexOf(char) >= 0) return SPACE;
  return COMMA;
}

/** What one character of a text is folded to: some stream characters, gaps, or nothing. */
function foldChar(char) {
  var folded = memory.get(char);
  if (folded === undefined) {
    folded = Array.from(char.normalize("NFKD"), foldOne).join("");
    memory.set(char, folded);
  }
  return folded;
}

/**
 * A text's stream: its characters, the gap before each (0 none, 1 soft, 2 hard; the first has 0),
 * and where in the text (in UTF-16 units) the character it came from begins and ends.
 */
function stream(text) {
  var chars = [], gaps = [], starts = [], ends = [];
  var gap = 0, at = 0;
  for (var char of text) {
    var end = at + char.length;
    for (var folded of foldChar(char)) {
      if (folded === COMMA) gap = 2;
      else if (folded === SPACE) gap = Math.max(gap, 1);
      else {
        gaps.push(chars.length ? gap : 0);
        chars.push(folded);
        starts.push(at);
        ends.push(end);
        gap = 0;
      }
    }
    at = end;
  }
  return {chars: chars, gaps: gaps, starts: starts, ends: ends, text: chars.join("")};
}

/** The runs of letters and digits in a stream: [[start, end), …]. */
function runs(found) {
  var result = [], start = -1;
  for (var i = 0; i <= found.chars.length; i += 1) {
    var inside = i < found.chars.length && !isWide(found.chars[i]);
    if (start >= 0 && (!inside || found.gaps[i] > 0)) {
      result.push([start, i]);
      start = -1;
    }
    if (inside && start < 0) start = i;
  }
  return result;
}

function isDigit(char) { return char >= "0" && char <= "9"; }

/**
 * The pair of the stream characters at a place and the next, without the comma of a hard gap;
 * empty where no pair is indexed. `run` tells of the run that the first character is in.
 */
function pairAt(found, place, run) {
  var first = found.chars[place], second = found.chars[place + 1];
  if (second === undefined) return "";
  if (isWide(first) || isWide(second)) return first + second;
  if (isDigit(first) || isDigit(second)) return first + "+" + second;
  if (!run || place + 1 >= run[1]) return "";
  var before = found.chars[run[0] - 1], after = found.chars[run[1]];
  var beside = (before !== undefined && isWide(before)) || (after !== undefined && isWide(after));
  return beside ? first + "+" + second : "";
}

/** All tokens of a text, in the order of their positions: character, run, pair. */
function tokens(text) {
  var found = stream(text), result = [], list = runs(found), next = 0;
  for (var i = 0; i < found.chars.length; i += 1) {
    while (next < list.length && list[next][1] <= i) next += 1;
    var run = list[next] && list[next][0] <= i ? list[next] : null;
    if (isWide(found.chars[i])) result.push(found.chars[i]);
    if (run && run[0] === i) result.push(found.chars.slice(run[0], run[1]).join(""));
    var pair = pairAt(found, i, run);
    if (pair) result.push(found.gaps[i + 1] === 2 ? pair + COMMA : pair);
  }
  return result;
}

/**
 * Where a word stands in a text: ranges [start, end) in UTF-16 units, not overlapping. The rule is
 * the index's: a run of letters and digits whole, two characters without a hard gap between
 * them (unless the word was typed with one), longer words over any gap.
 */
function occurrences(text, word) {
  return find(stream(text), word);
}

function find(found, word) {
  var typed = stream(word), n = typed.chars.length, result = [];
  if (!n) return result;
  var strict = isStrict(typed);
  var wholes = plan(typed).filter(function (element) { return element.whole; });
  var direct = found.text.length === found.chars.length;
  for (var at = found.text.indexOf(typed.text); at >= 0; at = found.text.indexOf(typed.text, at + 1)) {
    var place = direct ? at : Array.from(found.text.slice(0, at)).length;
    if (strict && found.gaps[place + 1] === 2) continue;
    if (!wholes.every(isWhole)) continue;
    var range = [found.starts[place], found.ends[place + n - 1]];
    var last = result[result.length - 1];
    if (!last || last[1] <= range[0]) result.push(range);
  }
  return result;

  function isWhole(element) {
    return whole(found, place + element.offset, place + element.offset + element.length);
  }
}

/* Two characters must stand together, unless the reader typed punctuation between them. */
function isStrict(typed) {
  return typed.chars.length === 2 && typed.chars.some(isWide) && typed.gaps[1] < 2;
}

/**
 * The tokens that find a word: each character is in one of them, and together, each at its
 * offset, they are the word. [{token, offset, length, whole: a run of letters and digits that must
 * not go on, either: also over a hard gap}]
 */
function plan(typed) {
  var chars = typed.chars, n = chars.length, list = runs(typed), result = [];
  if (!chars.some(isWide)) {
    list.forEach(pushRun);
    return result;
  }
  if (n === 1) return [{token: chars[0], offset: 0, length: 1, whole: false, either: false}];
  var either = !isStrict(typed);
  for (var i = 0; i < n;) {
    var run = runAt(i), pair = pairAt(typed, i, run);
    if (pair) i = pushPair(pair, i);
    else if (i > 0 && (pair = pairAt(typed, i - 1, runAt(i - 1)))) i = pushPair(pair, i - 1);
    else i = pushRun(run);
  }
  return result;

  function runAt(place) {
    return list.find(function (run) { return run[0] <= place && place < run[1]; }) || null;
  }
  function pushPair(pair, place) {
    result.push({token: pair, offset: place, length: 2, whole: false, either: either});
    return place + 2;
  }
  function pushRun(run) {
    var token = chars.slice(run[0], run[1]).join("");
    result.push({token: token, offset: run[0], length: run[1] - run[0], whole: true, either: false});
    return run[1];
  }
}

function whole(found, start, end) {
  var before = start === 0 || isWide(found.chars[start - 1]) || found.gaps[start] > 0;
  var after = end === found.chars.length || isWide(found.chars[end]) || found.gaps[end] > 0;
  if (!before || !after) return false;
  for (var i = start + 1; i < end; i += 1) if (found.gaps[i] > 0) return false;
  return true;
}

/** Whether a text may hold traditional characters that only search-han.js knows. */
function wantsHan(text) {
  if (complete) return false;
  for (var char of text.normalize("NFKD")) if (isHan(char) && !common().has(char)) return true;
  return false;
}

var gb2312 = null;
function common() {
  if (gb2312) return gb2312;
  var bytes = [];
  for (var high = 0xb0; high <= 0xf7; high += 1) {
    for (var low = 0xa1; low <= 0xfe; low += 1) bytes.push(high, low);
  }
  gb2312 = new Set(new TextDecoder("gbk").decode(new Uint8Array(bytes)));
  return gb2312;
}

scope.broadsheetTokens = {
  SPACE: SPACE, COMMA: COMMA, stream: stream, runs: runs, pairAt: pairAt, tokens: tokens,
  isWide: isWide, isDigit: isDigit, occurrences: occurrences, find: find, plan: plan, wantsHan: wantsHan,
  learn: learn,
};
})(typeof self === "undefined" ? this : self);
