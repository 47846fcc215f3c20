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

  document.addEventListener("DOMContentLoaded", function () {
    var aids = document.querySelector("[data-aids]");
    if (!aids) return;
    NAMES.forEach(function (name) {
      var inputs = Array.from(aids.querySelectorAll('input[name="' + name + '"]'));
      var chosen = inputs.find(function (input) { return input.value === (choices[name] || ""); });
      if (chosen) chosen.checked = true;
    });
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
