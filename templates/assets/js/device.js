/* What a browser offers to do with the whole paper: search it from the address bar, install it. The
   front page says so itself; here the other pages do, for which it need not stand in each. */
(function () {
  "use strict";
  var script = document.currentScript.src;

  function tell(rel, address, type) {
    if (document.querySelector('link[rel="' + rel + '"]')) return;
    var link = document.createElement("link");
    link.rel = rel;
    if (type) link.type = type;
    link.href = new URL(address, script);
    document.head.append(link);
  }

  document.addEventListener("DOMContentLoaded", function () {
    tell("search", "../opensearch.xml", "application/opensearchdescription+xml");
    tell("manifest", "../app.webmanifest");
    tell("apple-touch-icon", "icon-180.png");
  });
})();
