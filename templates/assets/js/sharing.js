/* Copying a citation and sharing a story, where the browser can. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    if (navigator.clipboard) {
      document.querySelectorAll("[data-cite]").forEach(function (cite) {
        var words = cite.closest("[data-copies]").dataset.copies.split("|");
        var text = cite.querySelector("[data-cite-text]");
        var place = cite.appendChild(document.createElement("dd"));
        place.className = "copy";
        var button = place.appendChild(document.createElement("button"));
        button.type = "button";
        button.dataset.copy = "";
        button.textContent = words[0];
        button.addEventListener("click", function () {
          navigator.clipboard.writeText(text.textContent).then(function () {
            button.textContent = words[1];
            setTimeout(function () { button.textContent = words[0]; }, 2000);
          }, function () {
            getSelection().selectAllChildren(text); // refused: the reader copies by hand
          });
        });
      });
    }
    var share = document.querySelector("[data-share]");
    if (share && navigator.share) {
      share.hidden = false;
      share.addEventListener("click", function () {
        var address = document.querySelector("link[rel=canonical]").href;
        navigator.share({ title: document.title, url: address }).catch(function () {
          // the reader thought better of it
        });
      });
    }
  });
})();
