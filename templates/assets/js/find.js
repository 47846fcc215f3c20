/* The field of the search beside the nameplate. The search needs a script, and so has its field one;
   the page of the search has a larger one of its own. */
(function () {
  "use strict";
  var page = new URL("../search/", document.currentScript.src);

  document.addEventListener("DOMContentLoaded", function () {
    var ears = document.querySelector("[data-ears]");
    if (!ears || document.querySelector("[data-search-query]")) return;
    var form = ears.appendChild(document.createElement("form"));
    form.action = page;
    form.setAttribute("role", "search");
    var field = form.appendChild(document.createElement("input"));
    field.type = "search";
    field.name = "q";
    field.required = true;
    field.autocomplete = "off";
    field.enterKeyHint = "search";
    field.placeholder = _("Search the paper");
    field.setAttribute("aria-label", field.placeholder);
    form.appendChild(document.createElement("button")).textContent = _("Search");
  });
})();
