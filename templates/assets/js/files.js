/* The paper from a folder, without a host: nobody there answers an address that ends in a stroke
   with its index.html, so the links name the file. */
(function () {
  "use strict";
  if (location.protocol !== "file:") return;

  function named(address) {
    var url = new URL(address, document.baseURI);
    if (url.protocol === "file:" && url.pathname.slice(-1) === "/") url.pathname += "index.html";
    return url.href;
  }

  function mend(part) {
    if (!part.querySelectorAll) return;
    [part].concat(Array.from(part.querySelectorAll("a[href], form[action]"))).forEach(function (one) {
      if (one.matches("a[href]")) one.href = named(one.getAttribute("href"));
      else if (one.matches("form[action]")) one.action = named(one.getAttribute("action"));
    });
  }

  // as the page is read, and whatever scripts add later
  new MutationObserver(function (changes) {
    changes.forEach(function (change) { change.addedNodes.forEach(mend); });
  }).observe(document.documentElement, { childList: true, subtree: true });

  // The search page cannot read another file, but it can open one and be told what it says.
  if (location.hash === "#told" && window.parent !== window) {
    document.addEventListener("DOMContentLoaded", function () {
      var pieces = ["kicker", "deck", "body"].map(function (name) {
        var piece = document.querySelector("[data-article] [data-" + name + "]");
        return piece ? piece.outerHTML : "";
      });
      window.parent.postMessage({ told: pieces.join("") }, "*");
    });
  }
})();
