/*
 * What a reader typed, as clauses. The signs are lunr's (+ - field: ^ ~ *), with two differences
 * for readers: quotes make a phrase, and a word without a sign is required unless `any` is set.
 */
(function (scope) {
"use strict";

var FIELDS = ["headline", "kicker", "deck", "author", "column", "body"];
var NAMES = {
  "标题": ["headline", "kicker", "deck"], "標題": ["headline", "kicker", "deck"],
  "title": ["headline", "kicker", "deck"], "作者": ["author"], "记者": ["author"],
  "記者": ["author"], "栏目": ["column"], "欄目": ["column"], "正文": ["body"],
  "引题": ["kicker"], "副题": ["deck"], "引題": ["kicker"], "副題": ["deck"],
};
FIELDS.forEach(function (field) { NAMES[field] = [field]; });

var OPEN = "\"“”＂「『", CLOSE = {"\"": "\"＂”", "“": "”\"", "”": "”\"", "＂": "＂\"", "「": "」", "『": "』"};
var REQUIRED = 1, OPTIONAL = 0, PROHIBITED = -1;

/**
 * [{text, presence, fields, boost, fuzzy, stars}] of a query; `text` is as it was typed, without
 * signs; `stars` says that it has wildcards.
 */
function parse(query, any) {
  var rest = query, clauses = [];
  while ((rest = rest.replace(/^[\s\u3000]+/, ""))) {
    var sign = /^[+\-＋－](?=[^\s\u3000])/.exec(rest);
    if (sign) rest = rest.slice(1);
    var fields = null, name = /^([^\s:：]+)[:：](?=[^\s\u3000])/.exec(rest);
    if (name && NAMES[name[1].toLowerCase()]) {
      fields = NAMES[name[1].toLowerCase()];
      rest = rest.slice(name[0].length);
    }
    var text, end = OPEN.indexOf(rest[0]) >= 0 ? closing(rest) : -1, quoted = end > 0;
    if (quoted) {
      text = rest.slice(1, end);
      rest = rest.slice(end + 1);
    } else {
      text = /^[^\s\u3000]*/.exec(rest)[0];
      rest = rest.slice(text.length);
    }
    var boost = 1, fuzzy = 0;
    var tail = /(?:\^(\d+(?:\.\d+)?))?(?:~(\d+))?(?:\^(\d+(?:\.\d+)?))?$/.exec(text);
    if (quoted) {
      tail = /^(?:\^(\d+(?:\.\d+)?))?()()/.exec(rest);
      rest = rest.slice(tail[0].length);
    } else text = text.slice(0, text.length - tail[0].length);
    boost = Number(tail[1] || tail[3] || 1);
    fuzzy = Number(tail[2] || 0);
    if (!/[\p{L}\p{N}]/u.test(text)) continue;
    clauses.push({
      text: text, fields: fields, boost: boost, fuzzy: fuzzy,
      stars: !quoted && text.indexOf("*") >= 0,
      presence: !sign ? (any ? OPTIONAL : REQUIRED) : "+＋".indexOf(sign[0]) >= 0 ? REQUIRED : PROHIBITED,
    });
  }
  return clauses;
}

function closing(text) {
  for (var i = 1; i < text.length; i += 1) if (CLOSE[text[0]].indexOf(text[i]) >= 0) return i;
  return -1;
}

/** What a reader types for some fields. */
function nameOf(fields) {
  return Object.keys(NAMES).find(function (name) { return NAMES[name].join() === fields.join(); });
}

scope.broadsheetQuery = {
  parse: parse, nameOf: nameOf, FIELDS: FIELDS, REQUIRED: REQUIRED, OPTIONAL: OPTIONAL, PROHIBITED: PROHIBITED,
};
})(typeof self === "undefined" ? this : self);
