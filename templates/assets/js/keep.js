/* Keeping issues on the device: registers the service worker, fills and lists its stores. */
(function () {
  "use strict";
  if (!navigator.serviceWorker || !window.caches || !isSecureContext) return;
  var script = document.currentScript.src;
  var root = new URL("../", script);
  var NAME = "broadsheet " + root.pathname + " ";
  var KEPT = NAME + "kept ";
  var AT_ONCE = 4;

  navigator.serviceWorker.register(new URL("sw.js", root)).catch(function () {
    // forbidden, or without a network: the paper reads as well
  });

  function parse(text) {
    return new DOMParser().parseFromString(text, "text/html");
  }

  function below(edition, base, links) {
    return links.map(function (link) {
      return new URL(link, base);
    }).filter(function (url) {
      return url.href.indexOf(edition.href) === 0 && !url.hash && !url.search;
    }).map(String);
  }

  /* The size of a picture that suits most screens; the worker gives it for the others. */
  function picture(image) {
    var sizes = (image.getAttribute("srcset") || "").split(", ").filter(function (size) {
      return / 960w$/.test(size);
    });
    return sizes.length ? sizes[0].split(" ")[0] : image.getAttribute("src");
  }

  function keep(edition, progress) {
    var waiting = [edition.href];
    var seen = new Set(waiting);
    var done = 0;
    return caches.open(KEPT + edition.pathname).then(function (store) {
      function one(url) {
        return fetch(url, { cache: "no-cache" }).then(function (response) {
          if (!response.ok) throw new Error(url);
          var page = url.slice(-1) === "/" ? response.clone().text() : null;
          return store.put(url, response).then(function () { return page; });
        }).then(function (text) {
          if (text !== null) {
            var sheet = parse(text);
            below(edition, url, [].concat(
              Array.from(sheet.querySelectorAll("main a[href$='/']"), function (a) { return a.getAttribute("href"); }),
              Array.from(sheet.querySelectorAll("main img[src]"), picture)
            )).forEach(function (found) {
              if (!seen.has(found)) { seen.add(found); waiting.push(found); }
            });
          }
          progress(++done, seen.size);
        });
      }
      function some() {
        var batch = waiting.splice(0, AT_ONCE);
        return batch.length ? Promise.all(batch.map(one)).then(some) : undefined;
      }
      return some();
    }).then(function () {
      if (navigator.storage && navigator.storage.persist) return navigator.storage.persist();
    });
  }

  function forget(path) {
    return caches.delete(KEPT + path);
  }

  function button(tool) {
    var edition = new URL(tool.dataset.keep, location.href);
    var press = tool.appendChild(document.createElement("button"));
    var status = tool.appendChild(document.createElement("span"));
    press.type = "button";
    status.className = "keep-status";
    status.setAttribute("role", "status");
    function show(kept) {
      press.textContent = kept ? _("Keep it no longer") : _("Keep this issue");
      status.textContent = kept ? _("On this device; it reads without a network.") : "";
      press.disabled = false;
      tool.dataset.state = kept ? "kept" : "";
    }
    caches.has(KEPT + edition.pathname).then(function (kept) {
      show(kept);
      tool.hidden = false;
    });
    press.addEventListener("click", function () {
      press.disabled = true;
      if (tool.dataset.state === "kept") {
        forget(edition.pathname).then(function () { show(false); });
        return;
      }
      keep(edition, function (done, all) { status.textContent = done + " / " + all; }).then(function () {
        show(true);
      }, function () {
        return forget(edition.pathname).then(function () {
          show(false);
          status.textContent = _("It could not be kept. Check the connection and the space on the device.");
        });
      });
    });
  }

  /* The page of what is kept */
  function line(href, text, more) {
    var item = document.createElement("li");
    var link = document.createElement("a");
    link.href = href;
    link.textContent = text;
    item.append(link);
    if (more) item.append(more);
    return item;
  }

  function title(response) {
    return response.text().then(function (text) {
      var sheet = parse(text);
      var name = sheet.querySelector("[data-sheet='edition'] .sheet-title") || sheet.querySelector("title");
      return name ? name.textContent.trim() : "";
    });
  }

  function listKept(shelf) {
    var list = shelf.querySelector("[data-kept-editions]");
    return caches.keys().then(function (names) {
      var paths = names.filter(function (name) {
        return name.indexOf(KEPT) === 0;
      }).map(function (name) {
        return name.slice(KEPT.length);
      }).sort().reverse();
      shelf.querySelector("[data-kept-none]").hidden = paths.length > 0;
      return Promise.all(paths.map(function (path) {
        return caches.open(KEPT + path).then(function (store) {
          return Promise.all([store.match(path), store.keys()]);
        }).then(function (found) {
          return (found[0] ? title(found[0]) : Promise.resolve(path)).then(function (text) {
            var remove = document.createElement("button");
            remove.type = "button";
            remove.textContent = shelf.dataset.sayForget;
            var item = line(path, text || path, remove);
            remove.addEventListener("click", function () {
              forget(path).then(function () { item.remove(); });
            });
            return item;
          });
        });
      }));
    }).then(function (items) {
      list.replaceChildren.apply(list, items);
    });
  }

  function listRead(shelf) {
    var list = shelf.querySelector("[data-kept-read]");
    return caches.open(NAME + "read").then(function (store) {
      return store.keys().then(function (requests) {
        var sheets = requests.filter(function (request) {
          return request.url.slice(-1) === "/";
        }).reverse().slice(0, 50);
        return Promise.all(sheets.map(function (request) {
          return store.match(request).then(title).then(function (text) {
            return line(request.url, text || request.url);
          });
        }));
      });
    }).then(function (items) {
      list.replaceChildren.apply(list, items);
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-keep]").forEach(button);
    document.querySelectorAll("[data-kept-link]").forEach(function (place) {
      var link = document.createElement("a");
      place.insertBefore(link, place.querySelector("span"));
      link.href = new URL("kept/", root);
      link.textContent = _("On this device");
    });
    var shelf = document.querySelector("[data-kept]");
    if (!shelf) return;
    shelf.querySelector("[data-kept-cannot]").hidden = true;
    shelf.querySelector("[data-kept-offline]").hidden = location.search !== "?offline";
    Promise.all([listKept(shelf), listRead(shelf)]).then(function () {
      shelf.querySelector("[data-kept-lists]").hidden = false;
    });
  });
})();
