/*
 * Reads the files of the index (docs/search-index.md): parts, buckets, postings.
 */
(function (scope) {
"use strict";

var OPENING = 'broadsheetPart("', CLOSING = 2, BODY = 5, USUAL = 700, COLON = 58;

/* ---- parts ---- */

var table = new Uint32Array(256).map(function (_, n) {
  for (var i = 0; i < 8; i += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

function crc32(bytes, length) {
  var sum = -1;
  for (var i = 0; i < length; i += 1) sum = (sum >>> 8) ^ table[(sum ^ bytes[i]) & 255];
  return (sum ^ -1) >>> 0;
}

/** The bytes inside a file that was read as bytes. Throws where it is no such file. */
function unwrap(file) {
  for (var i = 0; i < OPENING.length; i += 1) {
    if (file[i] !== OPENING.charCodeAt(i)) throw new Error("corrupt");
  }
  var bytes = new Uint8Array(file.length), size = 0, end = file.length - CLOSING;
  for (var at = OPENING.length, next; at < end; at = next + 2) {
    next = file.indexOf(92, at);
    if (next < 0 || next > end) next = end;
    bytes.set(file.subarray(at, next), size);
    size += next - at;
    if (next === end) break;
    var byte = file[next + 1];
    bytes[size] = byte === 110 ? 10 : byte === 114 ? 13 : byte;
    size += 1;
  }
  return bytes.subarray(0, size);
}

/** The contents of a part without its check sum. Throws where the sum is another. */
function checked(bytes) {
  var size = bytes.length - 4;
  if (size < 0) throw new Error("corrupt");
  var sum = ((bytes[size] << 24) | (bytes[size + 1] << 16) | (bytes[size + 2] << 8) | bytes[size + 3]) >>> 0;
  if (crc32(bytes, size) !== sum) throw new Error("corrupt");
  return bytes.subarray(0, size);
}

/* ---- numbers ---- */

/* The check sum behind the bytes is read along: a window may reach past their end. */
function Bits(bytes) {
  this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length + 4);
  this.at = 0;
}
/* The next bits, from the highest one down; 25 of the 32 are surely there. */
Bits.prototype.window = function () {
  var bytes = this.bytes, i = this.at >> 3;
  return ((bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3]) << (this.at & 7);
};
Bits.prototype.bit = function () {
  var at = this.at;
  this.at = at + 1;
  return (this.bytes[at >> 3] >> (7 - (at & 7))) & 1;
};
Bits.prototype.fixed = function (width) {
  var value = 0;
  while (width > 0) {
    var room = 8 - (this.at & 7), take = Math.min(room, width);
    value = value * (1 << take) + ((this.bytes[this.at >> 3] >> (room - take)) & ((1 << take) - 1));
    this.at += take;
    width -= take;
  }
  return value;
};
Bits.prototype.gamma = function () {
  var next = this.window(), zeros = Math.clz32(next);
  if (zeros <= 12) {
    this.at += 2 * zeros + 1;
    return (next << zeros) >>> (31 - zeros);
  }
  zeros = 0;
  while (!this.bit()) {
    zeros += 1;
    if (zeros > 40) throw new Error("corrupt");
  }
  return (1 << zeros) + this.fixed(zeros);
};
Bits.prototype.rice = function (k) {
  var next = this.window(), ones = Math.clz32(~next), size = ones + 1 + k;
  if (size <= 25) {
    this.at += size;
    return k ? (ones << k) | ((next << (ones + 1)) >>> (32 - k)) : ones;
  }
  ones = 0;
  while (this.bit()) ones += 1;
  return k ? (ones << k) + this.fixed(k) : ones;
};

function riceParameter(mean) { return Math.max(0, 31 - Math.clz32((mean * 11) >> 4)); }
var USUAL_K = riceParameter(USUAL >> 1);

/* ---- postings ---- */

/*
 * A list: `stories`, ascending; `body`, how often the term stands in each body; `extra`, by place in
 * the list, [[field, times, tokens of the field, positions], …] of other fields; and where
 * positions were read, those in the body of the place i are spots[at[i]] … spots[at[i + 1] - 1].
 */
function emptyList() { return {stories: [], body: [], extra: new Map(), at: [0], spots: []}; }

/**
 * Reads a list. `heads` has gaps and frequencies; `spots` the positions: the same bits, others, or
 * null for none. `total` is the number of stories in the segment. With `facet`, gaps alone.
 */
function readList(heads, spots, total, facet) {
  var list = emptyList(), count = heads.gamma(), k = riceParameter(Math.floor(total / count));
  var story = -1, bodyK = [];
  for (var i = 0; i < count; i += 1) {
    story += heads.rice(k) + 1;
    if (story >= total) throw new Error("corrupt");
    list.stories.push(story);
    if (facet) {
      list.body.push(1);
      continue;
    }
    var body = 1, extra = null;
    if (heads.bit()) {
      if (!heads.bit()) body = heads.gamma() + 1;
      else {
        var mask = heads.fixed(BODY + 1);
        extra = [];
        for (var field = 0; field < BODY; field += 1) {
          if (mask >> (BODY - field) & 1) {
            var times = heads.gamma();
            extra.push([field, times, heads.gamma(), null]);
          }
        }
        body = mask & 1 ? heads.gamma() : 0;
        list.extra.set(i, extra);
      }
    }
    list.body.push(body);
    if (!spots) continue;
    if (extra) {
      for (var j = 0; j < extra.length; j += 1) {
        extra[j][3] = [];
        readSpots(spots, extra[j][3], extra[j][1], extra[j][2] >> 1);
      }
    }
    if (body) readSpots(spots, list.spots, body, USUAL);
    list.at.push(list.spots.length);
  }
  return list;
}

function readSpots(bits, into, count, length) {
  var k = riceParameter(Math.floor(length / (count + 1))), at = -1;
  for (var i = 0; i < count; i += 1) {
    at += bits.rice(k) + 1;
    into.push(at);
  }
}

/* Goes past a list in a bucket, which has positions unless it is of a single character. */
function skipList(bits, positions, total, facet) {
  var count = bits.gamma(), k = riceParameter(Math.floor(total / count));
  for (var i = 0; i < count; i += 1) {
    bits.rice(k);
    if (facet) continue;
    var next = bits.window();
    if (next >= 0) { // a zero comes next: once, in the body
      bits.at += 1;
      if (positions) bits.rice(USUAL_K);
    } else if (!(next & 0x40000000)) {
      bits.at += 2;
      var times = bits.gamma() + 1;
      if (positions) skipSpots(bits, times, USUAL);
    } else skipFields(bits, positions);
  }
}

var passed = new Int32Array(2 * BODY);
function skipFields(bits, positions) {
  bits.at += 2;
  var mask = bits.fixed(BODY + 1), fields = 0, body = 0;
  for (var field = 0; field < BODY; field += 1) {
    if (!(mask >> (BODY - field) & 1)) continue;
    passed[fields] = bits.gamma();
    passed[fields + 1] = bits.gamma();
    fields += 2;
  }
  if (mask & 1) body = bits.gamma();
  if (!positions) return;
  for (var i = 0; i < fields; i += 2) skipSpots(bits, passed[i], passed[i + 1] >> 1);
  if (body) skipSpots(bits, body, USUAL);
}

function skipSpots(bits, count, length) {
  var k = riceParameter(Math.floor(length / (count + 1)));
  for (var i = 0; i < count; i += 1) bits.rice(k);
}

/* ---- buckets ---- */

function shuffled(first) { return Math.imul(first, 0x9e3779b1) >>> 16; }

function utf8(text) { return new TextEncoder().encode(text); }

function stringHash(text) {
  var bytes = utf8(text);
  return crc32(bytes, bytes.length);
}

/**
 * Where a token is: {hash, bucket, count: how many buckets there are of its kind, first, second, over,
 * either} of a pair or a single character, {hash, bucket, count, text} of a run or a facet. `either`
 * asks for a pair over a hard gap as well as for the one without.
 */
function place(token, count, either) {
  var tokens = scope.broadsheetTokens;
  if (token[1] === ":") return stringPlace(token, count, {facet: true});
  var over = token.length > 1 && token[token.length - 1] === ",";
  var chars = Array.from(over ? token.slice(0, -1) : token);
  var joined = chars.length === 3 && chars[1] === "+";
  if (!joined && !chars.some(tokens.isWide)) return stringPlace(token, count, {});
  var first = chars[0].codePointAt(0), second = 0, hash = shuffled(first);
  if (chars.length === 1) {
    count = (count + 7) >> 3;
    return {hash: hash, bucket: hash % count, single: true, count: count, first: first, second: 0, over: 0, either: false};
  }
  second = chars[joined ? 2 : 1].codePointAt(0);
  hash += second;
  return {
    hash: hash, bucket: hash % count, count: count, first: first, second: second,
    over: over ? 1 : 0, either: Boolean(either),
  };
}

function stringPlace(text, count, more) {
  var hash = stringHash(text);
  return Object.assign({hash: hash, bucket: hash % count, count: count, text: text}, more);
}

/** Where a syllable or a pair of initials is. */
function soundPlace(token, count) {
  return stringPlace(token, (count + 31) >> 5, {sound: true});
}

/**
 * The lists of a place in its bucket, of which there may be none or two: each is a list, or {file: n,
 * apart} where it has a file of its own, and another one for its positions if `apart`.
 */
function findInBucket(bytes, wanted, total) {
  var count = wanted.count, bits = new Bits(bytes), end = bytes.length * 8, lists = [];
  var pairs = bits.gamma() - 1, strings = bits.gamma() - 1, width = bits.gamma() - 1;
  var k = riceParameter(Math.floor(0x9fff / (pairs + 1))), first = 0, turn = -1, i;
  var positions = !wanted.single;
  for (i = 0; i < pairs; i += 1) {
    var step = bits.rice(k);
    first += step;
    if (first > wanted.first) return lists;
    var quotient = bits.fixed(width), over = bits.bit();
    if (first === wanted.first) {
      if (turn < 0) {
        turn = (wanted.bucket - shuffled(first)) % count;
        if (turn < 0) turn += count;
      }
      var second = quotient * count + turn;
      if (second > wanted.second) return lists;
      if (second === wanted.second && (wanted.either || over === wanted.over)) {
        lists.push(term(false));
        if (!wanted.either || over) return lists;
        continue;
      }
    }
    skip(false);
    if (bits.at > end) throw new Error("corrupt");
  }
  if (wanted.text === undefined) return lists;
  var text = utf8(wanted.text);
  for (i = 0; i < strings; i += 1) {
    var size = bits.gamma(), same = size === text.length, facet = false;
    for (var j = 0; j < size; j += 1) {
      var byte = bits.fixed(8);
      if (byte !== text[j]) same = false;
      if (j === 1) facet = byte === COLON;
    }
    if (same) return [term(facet)];
    skip(facet);
    if (bits.at > end) throw new Error("corrupt");
  }
  return lists;

  function term(facet) {
    if (bits.bit()) return {file: bits.gamma() - 1, apart: bits.bit() === 1};
    return readList(bits, positions ? bits : null, total, facet);
  }
  function skip(facet) {
    if (bits.bit()) {
      bits.gamma();
      bits.bit();
    } else skipList(bits, positions, total, facet);
  }
}

/** The words of a shard. */
function readWords(bytes) {
  var last = "";
  if (!bytes.length) return [];
  return new TextDecoder().decode(bytes).split("\n").map(function (line) {
    last = Array.from(last).slice(0, line.charCodeAt(0) - 35).join("") + line.slice(1);
    return last;
  });
}

/* ---- versions ---- */

var OTHERS = "elwdb", VERSION = 3; // bytes

/**
 * Where the directory says which versions the files of the segments have: of each with several days
 * `places`, by kind the place of its first file among those of its kind in a file of the directory.
 */
function placeVersions(manifest, lengthsPerFile) {
  var found = 0, others = 0, files = manifest.directory ? manifest.directory.files : 0;
  manifest.segments.forEach(function (segment) {
    if (segment.from === segment.to) return;
    var counts = {
      "": segment.buckets, c: (segment.buckets + 7) >> 3, y: (segment.buckets + 31) >> 5,
      e: 1, l: Math.ceil(segment.stories / lengthsPerFile), w: segment.words,
      d: Math.ceil(segment.stories / segment.rows), b: segment.lists,
    };
    segment.places = {};
    ["", "c", "y"].forEach(function (kind) {
      var step = common(files, counts[kind]);
      segment.places[kind] = {first: found, step: step};
      found += counts[kind] / step;
    });
    OTHERS.split("").forEach(function (kind) {
      segment.places[kind] = {first: others, step: 1};
      others += counts[kind];
    });
    segment.places.p = segment.places.b; // a list and its positions have one version
  });
}

/** The version of a file of a segment, from the bytes of the directory's file that has it. */
function versionIn(bytes, segment, kind, number) {
  var place = segment.places[kind], at = VERSION * (place.first + Math.floor(number / place.step));
  if (at + VERSION > bytes.length) throw new Error("corrupt");
  return Array.from(bytes.subarray(at, at + VERSION), function (byte) {
    return byte.toString(16).padStart(2, "0");
  }).join("");
}

function common(a, b) {
  while (b) {
    var rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** Tokens of each body in a file of lengths: a function of its place there. */
function readLengths(bytes) {
  var bits = new Bits(bytes), width = bits.gamma() - 1, begin = bits.at;
  return function (place) {
    bits.at = begin + place * width;
    return bits.fixed(width);
  };
}

/* ---- rows ---- */

/* What reads the texts of a file of rows, behind their alphabet. */
function readAlphabet(bits) {
  var classes = [0, 1, 2, 3].map(function () {
    var width = bits.fixed(4), count = bits.gamma() - 1, k = riceParameter(Math.floor(0x9fff / (count + 1)));
    var chars = [], code = 0;
    for (var i = 0; i < count; i += 1) chars.push(String.fromCodePoint(code += bits.rice(k)));
    return {width: width, chars: chars};
  });
  return function () {
    for (var text = "", char = next(); char !== "\0"; char = next()) text += char;
    return text;
  };
  function next() {
    var code = bits.window(), ones = Math.min(3, Math.clz32(~code)), one = classes[ones];
    var prefix = Math.min(3, ones + 1);
    bits.at += prefix + one.width;
    var char = one.chars[one.width ? (code << prefix) >>> (32 - one.width) : 0];
    if (char === undefined) throw new Error("corrupt");
    return char;
  }
}

/** The stories of a file, as the list prints them. */
function readStories(bytes) {
  var bits = new Bits(bytes), rows = [], edition = 0;
  var stories = bits.gamma(), editions = bits.gamma(), pages = bits.gamma();
  var columns = bits.gamma() - 1, authors = bits.gamma() - 1;
  var pageWidth = widthOf(pages - 1), columnWidth = widthOf(columns), authorWidth = widthOf(Math.max(0, authors - 1));
  for (var i = 0; i < stories; i += 1) {
    edition += bits.bit();
    var row = {edition: edition, page: bits.fixed(pageWidth), number: bits.gamma() - 1, column: bits.fixed(columnWidth), authors: []};
    for (var n = bits.gamma() - 1; n > 0; n -= 1) row.authors.push(bits.fixed(authorWidth));
    row.kicker = bits.gamma() - 1;
    row.deck = bits.gamma() - 1;
    rows.push(row);
  }
  var text = readAlphabet(bits);
  editions = texts(editions).map(function (key) {
    var part = /^(\d+)-(\d+)-(\d+)(-\d+)?$/.exec(key);
    return {key: key, date: key.slice(0, part[0].length - (part[4] || "").length), folder: part[1] + "/" + part[2] + "/" + part[3] + (part[4] || "") + "/"};
  });
  pages = texts(3 * pages);
  columns = [""].concat(texts(columns));
  authors = texts(authors);
  return rows.map(function (row) {
    var day = editions[row.edition], place = pages[3 * row.page] + "-" + String(row.number).padStart(2, "0");
    return {
      id: day.key + "/" + place, address: day.folder + place + "/", date: day.date,
      page: pages[3 * row.page + 1], pageName: pages[3 * row.page + 2], headline: text(),
      column: columns[row.column], authors: row.authors.map(function (n) { return authors[n]; }),
      kicker: row.kicker, deck: row.deck,
    };
  });

  function texts(count) { return Array.from({length: count}, text); }
}

function widthOf(number) { return 32 - Math.clz32(number); }

scope.broadsheetRead = {
  Bits: Bits, unwrap: unwrap, checked: checked, emptyList: emptyList, readList: readList,
  place: place, soundPlace: soundPlace, findInBucket: findInBucket, readWords: readWords, readLengths: readLengths,
  readStories: readStories, stringHash: stringHash, placeVersions: placeVersions, versionIn: versionIn,
};
})(typeof self === "undefined" ? this : self);
