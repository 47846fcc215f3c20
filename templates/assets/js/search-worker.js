/* The engine beside the page, so that typing never waits for it. */
"use strict";
importScripts(
  "search-tokens.js", "search-query.js", "search-read.js", "vendor/lunr.min.js", "search-engine.js"
);

var REST = 150; // milliseconds without a question in which passages have come
var engine = null, base = "", latest = 0;

function fetchBytes(path) {
  return fetch(base + path, {cache: path === "manifest.json" ? "no-cache" : "default"})
    .then(function (response) {
      if (!response.ok) throw new Error(path + ": " + response.status);
      return response.arrayBuffer();
    }).then(function (buffer) { return new Uint8Array(buffer); });
}

function ahead(id) {
  var sparing = navigator.connection && navigator.connection.saveData;
  if (id !== latest || sparing) return;
  engine.ahead(function () { return id !== latest; }).catch(function () {}); // nobody asked
}

self.onmessage = function (event) {
  var message = event.data;
  if (message.base) {
    base = message.base;
    engine = self.broadsheetEngine.create(fetchBytes, false, function (name) {
      return importScripts(name);
    });
    engine.open().catch(function () {}); // it is there when the first word is typed
    return;
  }
  latest = message.id;
  engine.search(message.request, function () { return latest !== message.id; }).then(function (response) {
    self.postMessage({id: message.id, response: response});
    if (response) setTimeout(ahead, REST, message.id);
  }, function (error) {
    self.postMessage({id: message.id, error: String(error && error.message || error)});
  });
};
