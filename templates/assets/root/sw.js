/* The paper without a network, and on a slow one. What the network has is always newer, so it is
   asked first, for everything; what was read or kept before comes where it does not answer, or not
   soon, and a sheet that may have become old says so. */
"use strict";
const SCOPE = self.registration.scope;
const NAME = `broadsheet ${new URL(SCOPE).pathname} `; // several papers may share a host
const SHELL = ["kept/", "assets/press.css", "assets/press.js"];
const MOST = 200; // sheets and pictures that were only read; what is kept has no limit
const LIMIT = 4000; // milliseconds that a reader waits for the network where there is a copy
const LASTING = ["article", "page", "edition", "text", "kept"]; // do not get old from day to day
const WANTED = ["document", "style", "script", "image", "manifest"];

self.addEventListener("install", (event) => {
  // The many files of the index need not even wake this worker, where a browser knows such routes.
  if (event.addRoutes) {
    event.waitUntil(event.addRoutes({ condition: { urlPattern: "search/s/*" }, source: "network" }).catch(() => {}));
  }
  const shell = SHELL.map((path) => new Request(SCOPE + path, { cache: "reload" }));
  event.waitUntil(
    caches.open(`${NAME}shell`).then((cache) => cache.addAll(shell)).then(() => self.skipWaiting())
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || !request.url.startsWith(SCOPE) || request.headers.has("range")) return;
  if (url.pathname.startsWith(new URL("search/", SCOPE).pathname)) return; // the index is large
  if (!WANTED.includes(request.destination) || url.pathname.includes("/assets/icon")) return;
  // A sheet is always asked for: a browser would take one from its own store for some time.
  const fresh = request.mode === "navigate" ? { cache: "no-cache" } : {};
  const network = fetch(request, fresh);
  event.waitUntil(network.then((response) => !url.search && remember(request, response.clone())).catch(() => {}));
  event.respondWith(answer(request, network));
});

/** The network's answer; a copy where it fails, or takes too long. */
async function answer(request, network) {
  const copy = recall(request); // looked for while the network is asked
  const late = new Promise((done) => setTimeout(done, LIMIT));
  const came = await Promise.race([network.catch(() => undefined), late]);
  if (came && came.status < 500) return came;
  const found = await copy;
  if (found) return request.mode === "navigate" ? labelled(found) : found;
  return network.catch((error) => instead(request, error));
}

/** A copy of a sheet that is renewed from day to day says that it is one, and of when. */
async function labelled(copy) {
  const html = await copy.clone().text();
  const [, sheet] = /<body data-sheet="(\w+)"/.exec(html) || [];
  const shell = await caches.match(`${SCOPE}kept/`);
  const [, words] = (shell && /data-say-copy="([^"]*)"/.exec(await shell.text())) || [];
  if (!sheet || LASTING.includes(sheet) || !words) return copy;
  const [, language] = /<html lang="([\w-]+)"/.exec(html) || [];
  const date = new Date(copy.headers.get("date") || NaN);
  const when = isNaN(date) ? "" : date.toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  const notice = `<p class="notice copy-notice" role="status" data-old>${words} ${when}</p>`;
  const headers = new Headers(copy.headers);
  headers.delete("content-length");
  return new Response(html.replace(/<body[^>]*>/, (body) => body + notice), { headers });
}

async function own() {
  return (await caches.keys()).filter((name) => name.startsWith(NAME));
}

/** Puts what came into every store that has an older one, else among what was read. */
async function remember(request, response) {
  const gone = response.status === 404 || response.status === 410;
  if (!gone && (!response.ok || response.type !== "basic" || response.redirected)) return;
  let known = false;
  for (const name of await own()) {
    const cache = await caches.open(name);
    if (!(await cache.match(request))) continue;
    if (gone) await cache.delete(request);
    else await cache.put(request, response.clone());
    known = true;
  }
  if (gone || known) return;
  const read = await caches.open(`${NAME}read`);
  await read.put(request, response);
  const keys = await read.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => read.delete(key)));
}

async function recall(request) {
  const stores = await Promise.all((await own()).map((name) => caches.open(name)));
  for (const url of [request.url, ...otherSizes(request.url)]) {
    for (const store of stores) {
      const found = await store.match(url, { ignoreSearch: true, ignoreVary: true });
      if (found) return found;
    }
  }
  return undefined;
}

/** A picture in another size is better than none: harvest.jpg.960.webp, harvest.jpg. */
function otherSizes(url) {
  const [, base] = /^(.*\.\w+?)(?:\.\d+\.webp)?$/.exec(url) || [];
  return base ? [960, 480, 1600].map((width) => `${base}.${width}.webp`).concat(base) : [];
}

function instead(request, error) {
  if (request.mode !== "navigate") throw error;
  return Response.redirect(`${SCOPE}kept/?offline`);
}
