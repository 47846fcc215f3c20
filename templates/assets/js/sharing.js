/* Citing in more styles than the page has, copying a citation and sharing a story, where the
   browser can. */
(function () {
  "use strict";
  var MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December"];

  // What the page tells managers of references; a name can have several values.
  function told(name) {
    return Array.from(document.querySelectorAll('meta[name="citation_' + name + '"]'), function (meta) {
      return meta.content;
    });
  }

  function address() { return document.querySelector("link[rel=canonical]").href; }

  function cited(list, style, tag) {
    var place = list.appendChild(document.createElement("div"));
    place.dataset.cite = "";
    place.appendChild(document.createElement("dt")).textContent = style;
    var text = place.appendChild(document.createElement("dd"));
    if (tag) { text = text.appendChild(document.createElement(tag)); }
    text.dataset.citeText = "";
    return text;
  }

  function apa(list) {
    var names = told("author");
    var day = told("publication_date")[0].split("-").map(Number);
    var who = names.slice(0, -1).join(", ") + (names[1] ? ", & " : "") + (names.length ? names[names.length - 1] + ". " : "");
    var text = cited(list, "APA");
    text.textContent = who + "(" + day[0] + ", " + MONTHS[day[1] - 1] + " " + day[2] + "). " + told("title")[0] + ". ";
    text.appendChild(document.createElement("i")).textContent = told("journal_title")[0];
    text.append(", " + told("firstpage")[0] + ". " + address());
  }

  function bibtex(list) {
    function braced(text) { return "{" + text.replace(/{/g, "(").replace(/}/g, ")") + "}"; }
    var day = told("publication_date")[0].split("-").map(Number);
    var names = told("author");
    var number = told("issue")[0];
    var fields = [
      "title = {" + braced(told("title")[0]) + "}",
      names.length && "author = {" + names.map(braced).join(" and ") + "}",
      "journal = {" + braced(told("journal_title")[0]) + "}",
      "year = {" + day[0] + "}",
      "month = " + day[1],
      "day = " + day[2],
      number && "number = " + braced(number),
      "pages = " + braced(told("firstpage")[0]),
      "url = " + braced(address())
    ].filter(Boolean);
    var key = document.querySelector("[data-article]").dataset.id.replace(/\//g, "-");
    cited(list, "BibTeX", "pre").textContent = "@article{" + key + ",\n  " + fields.join(",\n  ") + "\n}";
  }

  function copies(cite) {
    var text = cite.querySelector("[data-cite-text]");
    var place = cite.appendChild(document.createElement("dd"));
    place.className = "copy";
    var button = place.appendChild(document.createElement("button"));
    button.type = "button";
    button.dataset.copy = "";
    button.textContent = _("Copy");
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(text.textContent).then(function () {
        button.textContent = _("Copied");
        setTimeout(function () { button.textContent = _("Copy"); }, 2000);
      }, function () {
        getSelection().selectAllChildren(text); // refused: the reader copies by hand
      });
    });
  }

  function cites(line) {
    var details = document.createElement("details");
    details.className = "cite";
    details.appendChild(document.createElement("summary")).textContent = _("Cite this story");
    var list = details.appendChild(document.createElement("dl"));
    cited(list, "GB/T 7714").textContent = line.textContent;
    apa(list);
    bibtex(list);
    if (navigator.clipboard) list.querySelectorAll("[data-cite]").forEach(copies);
    line.after(details);
  }

  function shares(tools) {
    var button = tools.appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = _("Share");
    button.addEventListener("click", function () {
      navigator.share({ title: document.title, url: address() }).catch(function () {
        // the reader thought better of it
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var line = document.querySelector("[data-cited]");
    var tools = document.querySelector("[data-tools]");
    if (line && told("title").length) cites(line);
    if (tools && navigator.share) shares(tools);
  });
})();
