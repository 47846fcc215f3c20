/* Stands for the engine's worker in place of the paper's service worker (sw.js), which has nothing
   to keep of the index but would be woken for each of its files: a browser follows the routes that
   spare it that (addRoutes) in pages, and not in their workers. Without a listener for fetch, the
   engine asks the network itself. */
"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
