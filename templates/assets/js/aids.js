/* Reading aids: type size, line spacing, colours and elder mode, kept on the reader's device.
   This runs in the head, before the first paint; without it the paper looks as its style sheet
   and the device say. */
(function () {
  "use strict";
  var KEY = "broadsheet.aids";
  var NAMES = ["size", "leading", "theme", "mode", "keys"];
  var root = document.documentElement;

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch (error) {
      return {}; // storage may be forbidden, and what is in it may be anyone's
    }
  }

  function keep(choices) {
    try {
      localStorage.setItem(KEY, JSON.stringify(choices));
    } catch (error) {
      // then the choice lasts as long as the page
    }
  }

  function apply(choices) {
    NAMES.forEach(function (name) {
      if (typeof choices[name] === "string" && choices[name]) root.dataset[name] = choices[name];
      else delete root.dataset[name];
    });
  }

  var choices = kept();
  apply(choices);

  // another tab of the paper
  addEventListener("storage", function (event) {
    if (event.key === KEY) apply((choices = kept()));
  });

  function add(parent, tag, text) {
    var element = parent.appendChild(document.createElement(tag));
    if (text) element.textContent = text;
    return element;
  }

  // The panel, of the words that the page has for it: a line of choices for each name.
  function draw(aids) {
    var panel = add(aids, "div");
    panel.className = "aids-panel";
    aids.dataset.aids.split("|").forEach(function (line) {
      var pairs = line.split(";").map(function (pair) { return pair.split("="); });
      var name = pairs[0][0], group = add(panel, "fieldset");
      add(group, "legend", pairs[0][1]);
      pairs.slice(1).forEach(function (pair) {
        var label = add(group, "label"), input = add(label, "input");
        input.type = "radio";
        input.name = name;
        input.value = pair[0];
        input.checked = pair[0] === (choices[name] || "");
        add(label, "span", pair[1]);
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var aids = document.querySelector("[data-aids]");
    if (!aids) return;
    draw(aids);
    aids.addEventListener("change", function (event) {
      choices[event.target.name] = event.target.value;
      apply(choices);
      keep(choices);
    });
    document.addEventListener("click", function (event) {
      if (aids.open && !aids.contains(event.target)) aids.open = false;
    });
    aids.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !aids.open) return;
      aids.open = false;
      aids.querySelector("summary").focus();
    });
    aids.hidden = false;
  });
})();
