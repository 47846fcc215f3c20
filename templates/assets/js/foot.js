/* What stands at the foot of each printed sheet (print.css): the paper and the page, with the day of a
   story, and the address. Where no script runs, the head of the first one says it. */
document.addEventListener("DOMContentLoaded", function () {
  "use strict";
  var place = Array.from(document.querySelectorAll("[data-foot]"), function (part) { return part.textContent; });
  // "headline - paper"
  var title = document.title.split(" - "), paper = title.pop();
  var parts = [paper].concat(place.length ? place.reverse() : title.join(" - "));
  parts.push(document.querySelector("link[rel=canonical]").href);
  document.documentElement.dataset.foot = parts.filter(Boolean).join(" ");
});
