/* Headlines in lists turn between their phrases, and between words where one phrase is too long. In
   the page they are plain text, for there are many; without a script they turn where they must. */
document.addEventListener("DOMContentLoaded", function () {
  "use strict";
  var language = document.documentElement.lang;
  if (!window.Intl || !Intl.Segmenter || !/^zh/.test(language)) return;
  var words = new Intl.Segmenter(language, { granularity: "word" });
  var NUMERAL = /[0-9〇一二三四五六七八九十百千万萬亿億]/;

  function phrase(text) {
    var part = document.createElement("span"), before = "";
    part.className = "turn";
    Array.from(words.segment(text)).forEach(function (word) {
      var here = word.segment, apart = before && word.isWordLike && word.index < text.length - 1;
      // not after an opening mark, nor inside a number, nor before the last character
      if (apart && !/[“‘《（【「『〈]/.test(before) && !(NUMERAL.test(before) && NUMERAL.test(here[0]))) {
        part.appendChild(document.createElement("wbr"));
      }
      part.append(here);
      before = here[here.length - 1];
    });
    return part;
  }

  document.querySelectorAll("[data-turns]").forEach(function (list) {
    list.querySelectorAll("a").forEach(function (link) {
      // beside it there may be a kicker and a deck
      Array.from(link.childNodes).forEach(function (headline) {
        if (headline.nodeType !== Node.TEXT_NODE || !headline.data.trim()) return;
        var parts = [];
        headline.data.trim().split(" ").forEach(function (text) { parts.push(phrase(text), " "); });
        headline.replaceWith.apply(headline, parts.slice(0, -1));
      });
    });
    list.dataset.turns = "words";
  });
});
