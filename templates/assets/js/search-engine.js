/*
 * Finds stories: reads from the index just what the query's words need, decides which stories have
 * them, and gives the best of these to lunr as a partial index, which ranks them.
 */
(function (scope) {
"use strict";

var FORMAT = 5, BEST = 1000, FEW = 100, LENGTHS_PER_FILE = 2048, MOST_WORDS = 40;
var KEPT = 2000; // files of some 3 KB
var AHEAD = 448 * 1024; // bytes that are read before anybody asks for them
var SMALL = 3000; // stories of the weeks of a quarter: some 100 KB of rows
var FRESH = 5 * 60 * 1000; // milliseconds that the manifest is taken for the newest
var K1 = 1.2, B = 0.75;
var STACK = ["headline", "kicker", "deck"];
var NARROWING = ["from", "to", "page", "column", "author", "headlines"];

/**
 * An engine over an index. `load(path)` gives a file's bytes, `unwrapped` says that they are what
 * the file hands over as a script; `learn(name)` loads another script of this folder.
 */
function create(load, unwrapped, learn) {
  var read = scope.broadsheetRead, tokens = scope.broadsheetTokens, queries = scope.broadsheetQuery;
  var index = null, opened = 0, parts = new Map(), spent = 0;

  /* ---- files ---- */

  function open() {
    if (!index || Date.now() - opened > FRESH) {
      opened = Date.now();
      index = load(unwrapped ? "manifest.js" : "manifest.json").then(function (bytes) {
        return prepare(JSON.parse(new TextDecoder().decode(unwrapped ? read.checked(bytes) : bytes)));
      });
      index.catch(function () { index = null; });
    }
    return index;
  }

  function prepare(manifest) {
    if (manifest.format !== FORMAT) throw new Error("outdated");
    var total = 0, sums = manifest.fields.map(function () { return 0; });
    manifest.segments.forEach(function (segment, number) {
      segment.number = number;
      segment.start = total;
      total += segment.stories;
      segment.sums.forEach(function (sum, i) { sums[i] += sum; });
    });
    manifest.stories = total;
    manifest.names = manifest.fields.map(function (field) { return field[0]; });
    manifest.boosts = manifest.fields.map(function (field) { return field[1]; });
    manifest.averages = sums.map(function (sum) { return sum / total; });
    manifest.segments.forEach(function (segment) { segment.directory = manifest.directory; });
    read.placeVersions(manifest, LENGTHS_PER_FILE);
    if (manifest.directory) versions(manifest.directory, "m"); // every list needs it
    return manifest;
  }

  function ofDay(segment) { return segment.from === segment.to; }

  /**
   * A part of a segment, made into something by `make`. `kind` and `number` name it; what is found by
   * a token has its `hash`. Which version of it is the segment's, the directory says.
   */
  function part(segment, kind, number, make, hash) {
    var name = segment.folder + "/" + kind + number;
    if (ofDay(segment)) return file(name + ".js", make);
    var row = hash === undefined ? "m" : hash % segment.directory.files;
    return versions(segment.directory, row).then(function (bytes) {
      return file(name + "-" + read.versionIn(bytes, segment, kind, number || 0) + ".js", make);
    });
  }

  /** A file of the directory. */
  function versions(directory, name) { return file(directory.folder + "/" + name + ".js", same); }

  /** A file, made into something by `make`; kept while there is room. */
  function file(path, make) {
    var kept = parts.get(path);
    if (kept) {
      parts.delete(path);
      parts.set(path, kept);
      return kept;
    }
    var found = load(path).then(function (bytes) {
      return make(read.checked(unwrapped ? bytes : read.unwrap(bytes)));
    });
    found.catch(function () { parts.delete(path); });
    parts.set(path, found);
    if (parts.size > KEPT) parts.delete(parts.keys().next().value);
    return found;
  }

  function same(value) { return value; }

  function days(segment) {
    if (ofDay(segment)) return Promise.resolve([[segment.from, 0]]);
    return part(segment, "e", "", function (bytes) {
      var start = 0;
      return new TextDecoder().decode(bytes).split("\n").map(function (line) {
        var day = [line.slice(0, 10), start];
        start += Number(line.slice(11));
        return day;
      });
    });
  }

  /* ---- words ---- */

  function lookup(segment, token, spots) {
    return lookupAt(segment, read.place(token, segment.buckets), spots);
  }

  function lookupAt(segment, where, spots) {
    return locate(segment, where).then(function (found) { return whole(segment, where, found, spots); });
  }

  /* What a bucket has of a place: see findInBucket. */
  function locate(segment, where) {
    var kind = where.single ? "c" : where.sound ? "y" : "";
    return part(segment, kind, where.bucket, same, where.hash).then(function (bytes) {
      return read.findInBucket(bytes, where, segment.stories);
    });
  }

  /* The list of what was located, with what is in files of its own. */
  function whole(segment, where, found, spots) {
    return Promise.all(found.map(function (list) {
      if (list.file === undefined) return list;
      return Promise.all([
        part(segment, "b", list.file, same),
        list.apart && spots ? part(segment, "p", list.file, same) : null,
      ]).then(function (both) {
        var heads = new read.Bits(both[0]), apart = both[1] && new read.Bits(both[1]);
        var within = list.apart || where.single || where.facet ? null : heads;
        return read.readList(heads, apart || within, segment.stories, where.facet);
      });
    })).then(function (lists) {
      return lists.length ? lists.reduce(function (a, b) { return union(a, b, spots); }) : read.emptyList();
    });
  }

  function placeOf(segment, element) {
    return read.place(element.token, segment.buckets, element.either);
  }

  /*
   * Where a word stands in a segment: {stories, body, extra} as of a list. The first two tokens are
   * looked for together in a segment of weeks or years, which most likely has the first, and one
   * after the other in one of a day; the rest only where the word may still be, and large lists
   * come last: most segments do not have most words.
   */
  function lookupWord(segment, plan, stale) {
    var places = plan.map(function (element) { return placeOf(segment, element); }), found = [];
    if (plan.length === 1) return lookupAt(segment, places[0], false);
    return step(0, ofDay(segment) ? 1 : 2);

    function step(from, to) {
      if (stale && stale()) return Promise.reject(new Error("stale"));
      return Promise.all(places.slice(from, to).map(function (where) {
        return locate(segment, where);
      })).then(function (more) {
        found = found.concat(more);
        if (more.some(function (lists) { return !lists.length; })) return read.emptyList();
        var small = found.map(function (_, i) { return i; }).filter(function (i) {
          return found[i].every(function (list) { return list.file === undefined; });
        });
        return small.length > 1 ? together(small) : null;
      }).then(function (some) {
        if (some && (!some.stories.length || some.complete)) return some;
        return to < plan.length ? step(to, to === 1 ? 2 : plan.length) : together(Array.from(plan.keys()));
      });
    }

    function together(which) {
      return Promise.all(which.map(function (i) {
        return whole(segment, places[i], found[i], true);
      })).then(function (lists) {
        var list = follow(lists, which.map(function (i) { return plan[i]; }));
        list.complete = which.length === plan.length;
        return list;
      });
    }
  }

  /* Where letters sound like characters, by one of the ways to read them. */
  function lookupSound(segment, plans) {
    return Promise.all(plans.map(function (plan) {
      return Promise.all(plan.map(function (element) {
        return lookupAt(segment, read.soundPlace(element.token, segment.buckets), true);
      })).then(function (lists) { return follow(lists, plan); });
    })).then(function (lists) {
      return lists.reduce(function (a, b) { return union(a, b, false); });
    });
  }

  /** The words of a segment that a pattern names. */
  function expand(segment, clause) {
    var names = [], head = /^[^*]/.exec(clause.pattern);
    if (head && !clause.fuzzy) names.push(read.stringHash(Array.from(clause.pattern)[0]) % segment.words);
    else for (var i = 0; i < segment.words; i += 1) names.push(i);
    return Promise.all(names.map(function (name) {
      return part(segment, "w", name, read.readWords);
    })).then(function (lists) {
      return [].concat.apply([], lists).filter(function (word) { return matches(word, clause); });
    });
  }

  /* ---- a search ---- */

  function search(request, stale) {
    return open().then(function (manifest) {
      return searchIn(manifest, request, stale).catch(function (error) {
        if (!isGone(error)) throw error;
        // The paper may have been printed anew since the manifest was read.
        index = null;
        return open().then(function (again) { return searchIn(again, request, stale, true); });
      });
    });
  }

  function isGone(error) { return /: 404$/.test(error.message); }

  function searchIn(manifest, request, stale, again) {
    var clauses, answer, failed;
    return learnFor(request.q + (request.author || "")).then(function () {
      clauses = clausesOf(request, manifest);
      return expandAll(manifest, clauses, again);
    }).then(function () {
      return gatherAll(manifest, clauses, request, stale, again);
    }).then(function (found) {
      return sound(found, clauses).then(function (changed) {
        return changed ? gatherAll(manifest, clauses, request, stale, again) : found;
      });
    }).then(function (found) {
      if (stale && stale()) return null;
      failed = manifest.segments.length - found.length;
      answer = decide(found, clauses, request);
      return rank(manifest, answer, clauses, request, stale);
    }).then(function (ranked) {
      if (!ranked) return null;
      var from = request.start || 0, slice = ranked.slice(from, from + (request.count || 20));
      return Promise.all([
        Promise.all(slice.map(story)), request.plain ? [] : hintsFor(manifest, answer, clauses, request),
      ]).then(function (both) {
        return {
          total: answer.entries.length, hits: both[0], hints: both[1], years: answer.years,
          partly: failed > 0, words: wordsOf(clauses),
          facets: {pages: manifest.pages, columns: manifest.columns},
        };
      });
    });
  }

  function learnFor(text) {
    return Promise.resolve(tokens.wantsHan(text) && learn ? learn("search-han.js") : null);
  }

  function gatherAll(manifest, clauses, request, stale, again) {
    return Promise.all(manifest.segments.map(function (segment) {
      return gather(segment, clauses, request, stale).catch(function (error) {
        if (error.message === "stale") throw error; // nobody waits for it any more
        if (!again && isGone(error)) throw error;
        return null;
      });
    })).then(function (gathered) {
      var found = gathered.filter(Boolean);
      if (manifest.segments.length && !found.length) throw new Error("unreadable");
      return found;
    });
  }

  /* Letters that no story has may be how a headline or a name sounds. Says whether any are. */
  function sound(found, clauses) {
    var silent = clauses.filter(function (clause) {
      return !clause.pattern && /^[a-z]{2,24}$/.test(clause.terms[0].key) && !found.some(function (part) {
        return part.terms.get(clause.terms[0].key).stories.length;
      });
    });
    if (!silent.length) return Promise.resolve(false);
    return Promise.resolve(scope.broadsheetPinyin || !learn ? null : learn("search-pinyin.js")).then(function () {
      if (!scope.broadsheetPinyin) return false;
      return silent.filter(function (clause) {
        var key = clause.terms[0].key, plans = scope.broadsheetPinyin.plans(key);
        if (plans.length) clause.terms = [{key: "~" + key, sounds: plans}];
        return plans.length;
      }).length > 0;
    });
  }

  /* What else a reader may want: another spelling; if nothing was found, less, or a longer word. */
  function hintsFor(manifest, answer, clauses, request) {
    var hints = [], only = clauses.length === 1 && !answer.entries.length ? clauses[0] : null;
    manifest.variants.forEach(function (pair) {
      [[0, 1], [1, 0]].forEach(function (way) {
        var name = pair[way[0]], other = pair[way[1]];
        if (request.q.indexOf(name) < 0) return;
        hints.push({kind: "also", word: other, query: request.q.split(name).join(other)});
      });
    });
    if (!answer.entries.length && clauses.length && NARROWING.some(function (name) { return request[name]; })) {
      hints.push({kind: "all", query: request.q, wide: true});
    }
    answer.without.forEach(function (drop) {
      var rest = clauses.filter(function (other) { return other !== drop.clause; });
      hints.push({kind: "drop", word: drop.clause.text, n: drop.n, query: rest.map(typed).join(" ")});
    });
    if (only && !only.pattern && !only.terms[0].sounds) shorter(only).forEach(function (word) {
      hints.push({kind: "instead", word: word, query: word});
    });
    if (only && only.terms[0].sounds) {
      hints.push({kind: "instead", word: only.text + "*", query: only.text + "*"});
    }
    return Promise.all(hints.slice(0, 6).map(function (hint) {
      if (hint.n) return hint;
      var again = Object.assign({}, request, {q: hint.query, start: 0, count: 1, plain: true});
      if (hint.wide) NARROWING.forEach(function (name) { again[name] = ""; });
      return search(again)
        .then(function (found) { return Object.assign(hint, {n: found.total}); }, function () { return hint; });
    })).then(function (counted) {
      return counted.filter(function (hint) { return hint.n; });
    });
  }

  function story(entry) {
    var number = Math.floor(entry.story / entry.segment.rows);
    return part(entry.segment, "d", number, read.readStories).then(function (stories) {
      var hit = Object.assign({}, stories[entry.story % entry.segment.rows]);
      hit.score = entry.score;
      hit.words = heard(entry, hit);
      return hit;
    });
  }

  function expandAll(manifest, clauses, again) {
    return Promise.all(clauses.map(function (clause) {
      if (!clause.pattern) return null;
      return Promise.all(manifest.segments.map(function (segment) {
        return expand(segment, clause).catch(function (error) {
          if (!again && isGone(error)) throw error;
          return [];
        });
      })).then(function (lists) {
        var words = Array.from(new Set([].concat.apply([], lists))).sort().slice(0, MOST_WORDS);
        clause.terms = words.map(function (word) {
          return {key: word, plan: tokens.plan(tokens.stream(word))};
        });
      });
    }));
  }

  /* All lists of a segment: of each clause's terms and of the filters. */
  function gather(segment, clauses, request, stale) {
    var found = {segment: segment, terms: new Map(), filters: [], days: null};
    var jobs = [];
    clauses.forEach(function (clause) {
      clause.terms.forEach(function (term) {
        if (found.terms.has(term.key)) return;
        found.terms.set(term.key, null);
        var job = term.sounds ? lookupSound(segment, term.sounds) : lookupWord(segment, term.plan, stale);
        jobs.push(job.then(function (list) { found.terms.set(term.key, list); }));
      });
    });
    [["p:", request.page], ["c:", request.column]].forEach(function (filter) {
      if (!filter[1]) return;
      jobs.push(lookup(segment, filter[0] + filter[1], false).then(function (list) {
        found.filters.push(new Set(list.stories));
      }));
    });
    if ((request.author || "").trim()) {
      var plan = tokens.plan(tokens.stream(request.author));
      if (plan.length) jobs.push(lookupWord(segment, plan, stale).then(function (list) {
        var field = queries.FIELDS.indexOf("author"), stories = new Set();
        list.extra.forEach(function (extra, i) {
          if (extra.some(function (entry) { return entry[0] === field; })) stories.add(list.stories[i]);
        });
        found.filters.push(stories);
      }));
    }
    var cut = (request.from && request.from > segment.from) || (request.to && request.to < segment.to);
    if (cut || request.sort === "date") {
      jobs.push(days(segment).then(function (list) { found.days = list; }));
    }
    return Promise.all(jobs).then(function () { return found; });
  }

  /* ---- ranking ---- */

  function rank(manifest, answer, clauses, request, stale) {
    var entries = answer.entries;
    if (request.sort === "oldest") return Promise.resolve(entries);
    if (request.sort === "date" || !answer.scored) {
      return Promise.resolve(newestFirst(entries));
    }
    if (entries.length === 1) return Promise.resolve(entries);
    return bodyLengths(manifest, entries).then(function (lengths) {
      if (stale && stale()) return null;
      var weights = weigh(manifest, answer.found, clauses);
      entries.forEach(function (entry) { entry.score = scoreOf(manifest, entry, weights, lengths); });
      // Only those that are shown need their order; lunr has the last word on the best of them.
      var shown = (request.start || 0) + (request.count || 20), top = bestOf(entries, Math.max(FEW, shown));
      var few = top.slice(0, Math.min(BEST, Math.max(FEW, shown)));
      few.forEach(function (entry) { entry.fields = vectors(manifest, entry, weights, lengths); });
      byLunr(manifest, few, weights, clauses);
      few.sort(best);
      for (var i = 0; i < few.length; i += 1) top[i] = few[i];
      return top;
    });
  }

  function bodyLengths(manifest, entries) {
    var wanted = new Map();
    entries.forEach(function (entry) {
      if (!entry.body) return;
      var file = Math.floor(entry.story / LENGTHS_PER_FILE);
      wanted.set(entry.segment.number + "/" + file, [entry.segment, file]);
    });
    var lengths = new Map();
    return Promise.all(Array.from(wanted, function (pair) {
      return part(pair[1][0], "l", pair[1][1], read.readLengths).then(function (found) {
        lengths.set(pair[0], found);
      });
    })).then(function () {
      return function (entry) {
        var file = Math.floor(entry.story / LENGTHS_PER_FILE);
        return lengths.get(entry.segment.number + "/" + file)(entry.story % LENGTHS_PER_FILE);
      };
    });
  }

  /* ---- ahead of the reader ---- */

  /*
   * What many queries will ask for, read while nobody waits: the directory, rows and lengths of the
   * newest stories, the words of the newest days, which each query asks one by one, and the rows of all
   * others. One file after the other, until there are enough or `stale` says that the reader goes on.
   */
  function ahead(stale) {
    return open().then(function (manifest) {
      var jobs = [], newest = manifest.segments.slice().reverse(), directory = manifest.directory;
      var few = newest.filter(function (segment) { return segment.stories < SMALL; });
      for (var i = 0; directory && i < directory.files; i += 1) {
        jobs.push(file.bind(null, directory.folder + "/" + i + ".js", counted(same)));
      }
      few.forEach(entries);
      newest.filter(ofDay).forEach(function (segment) { all(segment, "", segment.buckets, same); });
      newest.forEach(entries);
      return next();

      function entries(segment) {
        all(segment, "l", segment.stories / LENGTHS_PER_FILE, read.readLengths);
        all(segment, "d", segment.stories / segment.rows, read.readStories);
      }
      function all(segment, kind, count, make) {
        for (var i = Math.ceil(count) - 1; i >= 0; i -= 1) jobs.push(part.bind(null, segment, kind, i, counted(make)));
      }
      function next() {
        var job = jobs.shift();
        return !job || spent > AHEAD || stale() ? null : job().then(next);
      }
    });
  }

  function counted(make) {
    return function (bytes) {
      spent += bytes.length;
      return make(bytes);
    };
  }

  return {search: search, open: open, ahead: ahead};
}

/* ---- clauses ---- */

/* The clauses of a request, each with its terms: {key, plan}, the words that stand for it. */
function clausesOf(request, manifest) {
  var tokens = scope.broadsheetTokens, queries = scope.broadsheetQuery, clauses = [];
  queries.parse(request.q || "", request.any).forEach(function (clause) {
    var texts = clause.stars && Array.from(clause.text).some(tokens.isWide)
      ? clause.text.split("*") : [clause.text];
    texts.forEach(function (text) {
      var typed = tokens.stream(text.replace(/\*/g, "")), plan = tokens.plan(typed);
      if (!plan.length) return;
      var wide = typed.chars.some(tokens.isWide);
      var pattern = null;
      if (!wide && (clause.stars || clause.fuzzy) && plan.length === 1) {
        pattern = text.indexOf("*") < 0 ? typed.text : text.split("*").map(function (piece) {
          return tokens.stream(piece).text;
        }).join("*").replace(/\*+/g, "*");
      }
      var names = clause.fields || (request.headlines ? STACK : queries.FIELDS);
      clauses.push({
        text: text, presence: clause.presence, boost: clause.boost, pattern: pattern,
        fuzzy: pattern ? clause.fuzzy : 0, source: clause,
        fields: names.map(function (name) { return manifest.names.indexOf(name); }),
        terms: pattern ? [] : [{key: keyOf(plan), plan: plan}],
      });
    });
  });
  return clauses;
}

/* A name for a word by the tokens that find it: what lunr sees as its term. */
function keyOf(plan) {
  return plan.map(function (element) {
    return element.token + (element.either ? "," : "") + (element.whole ? " " : "");
  }).join("").trim();
}

function wordsOf(clauses) {
  var words = [];
  clauses.forEach(function (clause) {
    if (clause.presence === scope.broadsheetQuery.PROHIBITED) return;
    if (clause.terms.length && clause.terms[0].sounds) return;
    if (clause.pattern) clause.terms.forEach(function (term) { words.push(term.key); });
    else words.push(clause.text);
  });
  return Array.from(new Set(words));
}

/* The characters of a story that sound as was typed. */
function heard(entry, hit) {
  var words = [], texts = {0: hit.headline, 3: hit.authors.join("\n")};
  entry.lists.forEach(function (found) {
    if (found[0][0] !== "~" || !found[2]) return;
    found[2].forEach(function (extra) {
      var chars = scope.broadsheetTokens.stream(texts[extra[0]]).chars;
      extra[3].forEach(function (spot) { words.push(chars.slice(spot[0], spot[1]).join("")); });
    });
  });
  return Array.from(new Set(words));
}

/* Words a little shorter than one that nothing has. */
function shorter(clause) {
  var chars = Array.from(clause.text), n = chars.length;
  return n < 4 ? [] : [chars.slice(0, n - 1).join(""), chars.slice(1).join("")];
}

/* Whether lunr's clause with this pattern or edit distance stands for a word. */
function matches(word, clause) {
  if (clause.fuzzy) return distance(word, clause.pattern, clause.fuzzy) <= clause.fuzzy;
  if (!clause.regexp) {
    clause.regexp = new RegExp("^" + clause.pattern.split("*").map(function (piece) {
      return piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    }).join(".*") + "$", "u");
  }
  return clause.regexp.test(word);
}

/* Edits between two words, a swap of neighbours counted as one, as lunr.TokenSet has it. */
function distance(a, b, limit) {
  a = Array.from(a);
  b = Array.from(b);
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  var before = [], last = [], row = b.map(function (_, j) { return j; }).concat(b.length);
  for (var i = 1; i <= a.length; i += 1) {
    before = last;
    last = row;
    row = [i];
    for (var j = 1; j <= b.length; j += 1) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.length];
}

/* ---- lists ---- */

/* Two lists as one; no position is in both. */
function union(a, b, spots) {
  if (!b.stories.length) return a;
  if (!a.stories.length) return b;
  var list = scope.broadsheetRead.emptyList(), i = 0, j = 0, n = a.stories.length, m = b.stories.length;
  while (i < n || j < m) {
    var left = i < n ? a.stories[i] : Infinity, right = j < m ? b.stories[j] : Infinity;
    if (left < right) take(a, i++);
    else if (right < left) take(b, j++);
    else both(i++, j++);
    if (spots) list.at.push(list.spots.length);
  }
  return list;

  function take(from, place) {
    var extra = from.extra.size ? from.extra.get(place) : undefined;
    if (extra) list.extra.set(list.stories.length, extra);
    list.stories.push(from.stories[place]);
    list.body.push(from.body[place]);
    if (spots) for (var k = from.at[place]; k < from.at[place + 1]; k += 1) list.spots.push(from.spots[k]);
  }
  function both(one, other) {
    var extra = merge(a.extra.get(one) || [], b.extra.get(other) || []);
    if (extra.length) list.extra.set(list.stories.length, extra);
    list.stories.push(a.stories[one]);
    list.body.push(a.body[one] + b.body[other]);
    if (spots) a.spots.slice(a.at[one], a.at[one + 1]).concat(b.spots.slice(b.at[other], b.at[other + 1]))
      .sort(ascending).forEach(function (spot) { list.spots.push(spot); });
  }
}

function merge(a, b) {
  var result = a.map(function (entry) { return entry.slice(); });
  b.forEach(function (entry) {
    var twin = result.find(function (other) { return other[0] === entry[0]; });
    if (!twin) result.push(entry);
    else {
      twin[1] += entry[1];
      if (twin[3] && entry[3]) twin[3] = twin[3].concat(entry[3]).sort(ascending);
    }
  });
  return result;
}

function ascending(a, b) { return a - b; }

/* The list of a word from those of its elements: each at its offset from the first. */
function follow(lists, plan) {
  var result = scope.broadsheetRead.emptyList(), n = lists.length, at = lists.map(function () { return 0; });
  var shortest = lists.reduce(function (a, b) { return b.stories.length < a.stories.length ? b : a; });
  var length = plan[n - 1].offset - plan[0].offset + plan[n - 1].length;
  for (var s = 0; s < shortest.stories.length; s += 1) {
    var story = shortest.stories[s];
    if (!together(story)) continue;
    var body = 0, first = lists[0], extra = first.extra.size ? first.extra.get(at[0]) : null;
    for (var i = first.at[at[0]]; i < first.at[at[0] + 1]; i += 1) body += goesOn(first.spots[i]);
    extra = extra ? extra.map(inField).filter(Boolean) : [];
    if (!body && !extra.length) continue;
    if (extra.length) result.extra.set(result.stories.length, extra);
    result.stories.push(story);
    result.body.push(body);
  }
  return result;

  /* Goes on to a story in all lists; whether they all have it. */
  function together(story) {
    for (var i = 0; i < n; i += 1) {
      var stories = lists[i].stories, place = at[i];
      while (place < stories.length && stories[place] < story) place += 1;
      at[i] = place;
      if (stories[place] !== story) return false;
    }
    return true;
  }

  /* Whether the others stand at their offsets from a position of the first in the body. */
  function goesOn(spot) {
    for (var i = 1; i < n; i += 1) {
      var wanted = spot - plan[0].offset + plan[i].offset, list = lists[i], end = list.at[at[i] + 1];
      var place = list.at[at[i]];
      while (place < end && list.spots[place] !== wanted) place += 1;
      if (place === end) return 0;
    }
    return 1;
  }

  function inField(entry) {
    var starts = entry[3].filter(function (spot) {
      for (var i = 1; i < n; i += 1) {
        var others = lists[i].extra.get(at[i]) || [];
        var same = others.find(function (other) { return other[0] === entry[0]; });
        if (!same || same[3].indexOf(spot - plan[0].offset + plan[i].offset) < 0) return false;
      }
      return true;
    });
    return starts.length && [entry[0], starts.length, entry[2], starts.map(function (spot) {
      return [spot, spot + length];
    })];
  }
}

/* ---- which stories ---- */

/*
 * The stories that a request finds: {entries, years, without, scored, found}. An entry is a story
 * with what the ranking needs: {segment, story, number, lists: [[term, times in the body, in
 * other fields], …], body: whether a body matters}. `without` says how many stories only one
 * clause keeps out.
 */
function decide(found, clauses, request) {
  var queries = scope.broadsheetQuery, entries = [], years = new Map();
  var required = clauses.filter(function (c) { return c.presence === queries.REQUIRED; });
  var wanted = clauses.filter(function (c) { return c.presence !== queries.PROHIBITED; });
  var filtered = request.page || request.column || request.author || request.from || request.to;
  if (!clauses.length && !filtered) return {entries: [], years: [], without: [], found: found};
  var without = clauses.length > 1 ? required.map(function () { return 0; }) : [];
  found.forEach(function (part) {
    var segment = part.segment, size = segment.stories;
    var missing = new Uint8Array(size).fill(required.length), lacking = new Uint8Array(size);
    var some = new Uint8Array(size), out = new Uint8Array(size);
    clauses.forEach(function (clause) {
      var seen = new Uint8Array(size), which = required.indexOf(clause);
      clause.terms.forEach(function (term) {
        eachMatch(part.terms.get(term.key), clause.fields, function (story) {
          if (seen[story]) return;
          seen[story] = 1;
          if (clause.presence === queries.PROHIBITED) out[story] = 1;
          else some[story] = 1;
          if (which >= 0) missing[story] -= 1;
        });
      });
      if (which >= 0) for (var i = 0; i < size; i += 1) if (!seen[i]) lacking[i] = which;
    });
    part.filters.forEach(function (stories) {
      for (var i = 0; i < size; i += 1) if (!stories.has(i)) out[i] = 1;
    });
    var from = 0, to = size;
    if (part.days) {
      if (request.from) from = startOf(part.days, request.from, size);
      if (request.to) to = startOf(part.days, request.to + "~", size);
    }
    if (request.from && segment.to < request.from) from = size;
    if (request.to && segment.from > request.to) to = 0;
    var year = -1, yearEnds = 0;
    for (var story = 0; story < size; story += 1) {
      while (story >= yearEnds) yearEnds += segment.years[year += 1][1];
      if (out[story] || (wanted.length && !some[story])) continue;
      if (missing[story] === 1 && without.length && story >= from && story < to) without[lacking[story]] += 1;
      if (missing[story]) continue;
      var number = segment.years[year][0];
      years.set(number, (years.get(number) || 0) + 1);
      if (story < from || story >= to) continue;
      entries.push({segment: segment, part: part, story: story, number: segment.start + story, score: 0, body: false, lists: []});
    }
  });
  attach(entries, found, wanted);
  return {
    entries: entries, found: found, scored: wanted.length > 0,
    years: Array.from(years).sort(function (a, b) { return a[0] - b[0]; }),
    without: entries.length ? [] : without.map(function (n, i) {
      return {clause: required[i], n: n};
    }).filter(function (drop) { return drop.n; }),
  };
}

/* Calls with each story of a list that has the term in one of the fields, and its place. */
function eachMatch(list, fields, call) {
  var body = fields.indexOf(5) >= 0, all = fields.length === 6;
  for (var i = 0; i < list.stories.length; i += 1) {
    if (all || (body && list.body[i]) || (list.extra.has(i) && list.extra.get(i).some(inFields))) {
      call(list.stories[i], i);
    }
  }
  function inFields(entry) { return fields.indexOf(entry[0]) >= 0; }
}

function startOf(days, date, size) {
  for (var i = 0; i < days.length; i += 1) if (days[i][0] >= date) return days[i][1];
  return size;
}

/* Gives each entry its places in the lists of the terms that are scored. */
function attach(entries, found, wanted) {
  var terms = new Map();
  wanted.forEach(function (clause) {
    clause.terms.forEach(function (term) { terms.set(term.key, true); });
  });
  var at = 0;
  found.forEach(function (part) {
    var end = at;
    while (end < entries.length && entries[end].part === part) end += 1;
    terms.forEach(function (_, key) {
      var list = part.terms.get(key), place = 0;
      for (var i = at; i < end; i += 1) {
        while (place < list.stories.length && list.stories[place] < entries[i].story) place += 1;
        if (list.stories[place] !== entries[i].story) continue;
        entries[i].lists.push([key, list.body[place], list.extra.get(place)]);
        if (list.body[place]) entries[i].body = true;
      }
    });
    at = end;
  });
}

function typed(clause) {
  var queries = scope.broadsheetQuery, source = clause.source;
  var text = /[\s\u3000]/.test(clause.text) ? '"' + clause.text + '"' : clause.text;
  var field = source.fields ? queries.nameOf(source.fields) + ":" : "";
  return (clause.presence === queries.PROHIBITED ? "-" : "") + field + text;
}

function newestFirst(entries) {
  return entries.sort(function (a, b) {
    if (a.segment !== b.segment) return b.number - a.number;
    return dayOf(b) - dayOf(a) || a.number - b.number;
  });
}

function dayOf(entry) {
  var days = entry.part.days, low = 0;
  if (!days) return entry.number;
  for (var i = 0; i < days.length && days[i][1] <= entry.story; i += 1) low = i;
  return low;
}

function best(a, b) { return b.score - a.score || b.number - a.number; }

/* ---- scores, as lunr has them ---- */

/*
 * By term: its number in the partial index, how rare it is, and what it weighs in the query's
 * vector of each field. Terms that no story has are not in lunr's index and weigh nothing.
 */
function weigh(manifest, found, clauses) {
  var weights = {terms: new Map(), magnitudes: manifest.names.map(function () { return 0; })};
  var keys = [];
  clauses.forEach(function (clause) {
    clause.terms.forEach(function (term) { keys.push(term.key); });
  });
  Array.from(new Set(keys)).sort(byCode).forEach(function (key) {
    var times = 0;
    found.forEach(function (part) {
      var list = part.terms.get(key);
      for (var i = 0; i < list.body.length; i += 1) if (list.body[i]) times += 1;
      list.extra.forEach(function (extra) { times += extra.length; });
    });
    if (!times) return;
    var x = (manifest.stories - times + 0.5) / (times + 0.5);
    weights.terms.set(key, {
      number: weights.terms.size, idf: Math.log(1 + Math.abs(x)),
      fields: manifest.names.map(function () { return 0; }),
    });
  });
  clauses.forEach(function (clause) {
    if (clause.presence === scope.broadsheetQuery.PROHIBITED) return;
    clause.terms.forEach(function (term) {
      var weight = weights.terms.get(term.key);
      if (weight) clause.fields.forEach(function (field) { weight.fields[field] += clause.boost; });
    });
  });
  weights.terms.forEach(function (weight) {
    weight.fields.forEach(function (value, field) { weights.magnitudes[field] += value * value; });
  });
  weights.magnitudes = weights.magnitudes.map(Math.sqrt);
  return weights;
}

/* What a term that stands so many times in a field of so many tokens counts there. */
function counts(manifest, weight, field, times, length) {
  var score = weight.idf * ((K1 + 1) * times)
    / (K1 * (1 - B + B * (length / manifest.averages[field])) + times);
  return Math.round(score * manifest.boosts[field] * 1000) / 1000;
}

/* Calls with each term of an entry, field, times and length. */
function eachTerm(entry, weights, lengths, call) {
  for (var i = 0; i < entry.lists.length; i += 1) {
    var found = entry.lists[i], weight = weights.terms.get(found[0]);
    if (found[1]) call(weight, 5, found[1], lengths(entry));
    if (found[2]) for (var j = 0; j < found[2].length; j += 1) {
      call(weight, found[2][j][0], found[2][j][1], found[2][j][2]);
    }
  }
}

/* An entry's vectors: by field, [[term's number, score], …]. */
function vectors(manifest, entry, weights, lengths) {
  var fields = [];
  eachTerm(entry, weights, lengths, function (weight, field, times, length) {
    (fields[field] = fields[field] || []).push([weight.number, counts(manifest, weight, field, times, length)]);
  });
  return fields;
}

function scoreOf(manifest, entry, weights, lengths) {
  var dots = [0, 0, 0, 0, 0, 0], score = 0;
  eachTerm(entry, weights, lengths, function (weight, field, times, length) {
    dots[field] += counts(manifest, weight, field, times, length) * weight.fields[field];
  });
  for (var field = 0; field < 6; field += 1) if (dots[field]) score += dots[field] / weights.magnitudes[field];
  return score;
}

/* At least so many of the entries, best first: all, or those that no other ones beat. */
function bestOf(entries, count) {
  if (entries.length > 2 * count) {
    var scores = Float64Array.from(entries, function (entry) { return entry.score; }).sort();
    var least = scores[scores.length - count];
    entries = entries.filter(function (entry) { return entry.score >= least; });
  }
  return entries.sort(best);
}

/* The best entries as a partial index for lunr, which gives them their final scores. */
function byLunr(manifest, entries, weights, clauses) {
  var inverted = [], vectors = [], postings = [];
  Array.from(weights.terms.keys()).sort(byCode).forEach(function (key) {
    var posting = {_index: weights.terms.get(key).number};
    manifest.names.forEach(function (name) { posting[name] = {}; });
    postings[posting._index] = posting;
    inverted.push([key, posting]);
  });
  entries.forEach(function (entry, ref) {
    entry.fields.forEach(function (vector, field) {
      var name = manifest.names[field], flat = [];
      vector.sort(function (a, b) { return a[0] - b[0]; }).forEach(function (element) {
        postings[element[0]][name][ref] = {};
        flat.push(element[0], element[1]);
      });
      vectors.push([name + "/" + ref, flat]);
    });
  });
  var partial = scope.lunr.Index.load({
    version: scope.lunr.version, fields: manifest.names, fieldVectors: vectors,
    invertedIndex: inverted, pipeline: [],
  });
  var presence = scope.lunr.Query.presence, queries = scope.broadsheetQuery;
  var results = partial.query(function (query) {
    clauses.forEach(function (clause) {
      if (clause.presence === queries.PROHIBITED) return; // none of these stories has it
      var made = {
        term: clause.pattern || clause.terms[0].key, boost: clause.boost, usePipeline: false,
        fields: clause.fields.map(function (field) { return manifest.names[field]; }),
        presence: clause.presence === queries.REQUIRED ? presence.REQUIRED : presence.OPTIONAL,
      };
      if (clause.fuzzy) made.editDistance = clause.fuzzy; // lunr takes even 0 for a near miss
      query.clause(made);
    });
  });
  results.forEach(function (result) { entries[Number(result.ref)].score = result.score; });
}

function byCode(a, b) { return a < b ? -1 : a > b ? 1 : 0; }

scope.broadsheetEngine = {create: create};
})(typeof self === "undefined" ? this : self);
