/* Finds stories: the plain engine, which reads all of them. */
(function (scope) {
"use strict";

function create(fetchBytes) {
  var stories = null;
  function load() {
    if (!stories) {
      stories = json("manifest.json").then(function (manifest) {
        return Promise.all(manifest.segments.map(function (segment) { return json(segment.file); }));
      }).then(function (lists) {
        return [].concat.apply([], lists.reverse().map(function (list) { return list; })).map(story);
      });
      stories.catch(function () { stories = null; });
    }
    return stories;
  }
  function json(path) {
    return fetchBytes(path).then(function (bytes) {
      return JSON.parse(new TextDecoder().decode(bytes));
    });
  }
  function story(row) {
    var hit = {
      id: row[0], address: row[1], date: row[0].slice(0, 10), page: row[2], pageName: row[3],
      headline: row[4], kicker: row[5], deck: row[6], column: row[7], authors: row[8],
    };
    var texts = {headline: row[4], kicker: row[5], deck: row[6], column: row[7],
      author: row[8].join("\n"), body: row[9]};
    return {hit: hit, texts: texts};
  }

  function search(request) {
    return load().then(function (all) {
      var query = scope.broadsheetQuery, clauses = query.parse(request.q || "", request.any);
      var words = clauses.filter(function (clause) { return clause.presence >= 0; })
        .map(function (clause) { return clause.text; });
      if (!words.length) return {total: 0, words: [], hits: [], years: []};
      var hits = [];
      all.forEach(function (entry) {
        if (request.from && entry.hit.date < request.from) return;
        if (request.to && entry.hit.date > request.to) return;
        var score = 0, some = false;
        var good = clauses.every(function (clause) {
          var fields = clause.fields || (request.headlines ? ["headline", "kicker", "deck"] : query.FIELDS);
          var count = 0;
          fields.forEach(function (field) {
            if (!entry.texts[field]) return;
            count += (field === "body" ? 1 : 8)
              * scope.broadsheetTokens.occurrences(entry.texts[field], clause.text).length;
          });
          if (clause.presence < 0) return !count;
          score += count / (count + 1.2);
          some = some || count > 0;
          return count > 0 || clause.presence === 0;
        });
        if (good && some) hits.push({score: score, hit: entry.hit});
      });
      if (request.sort !== "date") hits.sort(function (a, b) { return b.score - a.score; });
      var years = {};
      hits.forEach(function (entry) {
        var year = entry.hit.date.slice(0, 4);
        years[year] = (years[year] || 0) + 1;
      });
      return {
        total: hits.length, words: words,
        hits: hits.slice(request.start, request.start + request.count).map(function (entry) { return entry.hit; }),
        years: Object.keys(years).sort().map(function (year) { return [Number(year), years[year]]; }),
      };
    });
  }
  return {search: search};
}

scope.broadsheetEngine = {create: create};
})(typeof self === "undefined" ? this : self);
