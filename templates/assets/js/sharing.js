/* Copying a citation and sharing a story, where the browser can. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    if (navigator.clipboard) {
      document.querySelectorAll("[data-copy]").forEach(function (button) {
        var words = button.textContent;
        var text = button.closest("[data-cite]").querySelector("[data-cite-text]");
        button.hidden = false;
        button.addEventListener("click", function () {
          navigator.clipboard.writeText(text.textContent).then(function () {
            button.textContent = button.dataset.done;
            setTimeout(function () { button.textContent = words; }, 2000);
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
