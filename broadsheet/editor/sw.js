/* In place of the paper's service worker, which keeps pages for readers without a network: what an
   editor looks at comes from the preview alone. What an earlier one kept for itself is let go. */
"use strict";
const NAME = `broadsheet ${new URL(self.registration.scope).pathname} `;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(
    names.filter((name) => name === `${NAME}shell` || name === `${NAME}read`).map((name) => caches.delete(name))
  ))
));
