/* A link from the search page says what was looked for (#mark=…): it is marked in the story. */
(function () {
  "use strict";
  if (location.hash.indexOf("#mark=") !== 0) return;

  var folder = new URL("js/", document.currentScript.src).href;

  function load(name) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = folder + name;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var story = document.querySelector("[data-article]");
    var words = new URLSearchParams(location.hash.slice(1)).getAll("mark").slice(0, 20);
    if (!story || !words.length) return;
    load("search-tokens.js").then(function () {
      return load("search-marks.js");
    }).then(function () {
      return words.some(self.broadsheetTokens.wantsHan) ? load("search-han.js") : null;
    }).then(function () {
      var marks = [];
      story.querySelectorAll(
        "[data-kicker],[data-headline],[data-deck],[data-byline],[data-dateline],[data-body]"
      ).forEach(function (part) {
        marks = marks.concat(self.broadsheetMarks.mark(part, words));
      });
      if (marks.length) marks[0].scrollIntoView({block: "center"});
    }, function () {
      // the story reads as well without marks
    });
  });
})();
