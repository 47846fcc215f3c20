/* Reading aids: type size, line spacing, colours and elder mode, kept on the reader's device.
   This runs in the head, before the first paint; without it the paper looks as its style sheet
   and the device say. */
(function () {
  "use strict";
  var KEY = "broadsheet.aids";
  // Name and legend of each group, then value and word of each choice; the first is what is usual.
  var GROUPS = [
    ["size", _("Type size"), "s", _("Small"), "", _("Normal"), "l", _("Large"), "xl", _("Largest")],
    ["leading", _("Line spacing"), "", _("Normal"), "l", _("Wide"), "xl", _("Widest")],
    ["theme", _("Colours"), "", _("As the device"), "light", _("Light"), "sepia", _("Sepia"), "dark", _("Dark")],
    ["mode", _("Elder mode"), "", _("Off"), "elder", _("Large type, high contrast")],
    ["keys", _("Keys that turn pages: ← → K J"), "", _("On"), "off", _("Off")]
  ];
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
    GROUPS.forEach(function (group) {
      var name = group[0];
      if (typeof choices[name] === "string" && choices[name]) root.dataset[name] = choices[name];
      else delete root.dataset[name];
    });
    colour();
  }

  // The bars of a browser in the colour of the paper
  var tint = document.createElement("meta");
  tint.name = "theme-color";
  document.head.append(tint);

  function colour() {
    tint.content = getComputedStyle(root).getPropertyValue("--paper").trim();
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colour);

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

  function draw(place) {
    var aids = document.createElement("details");
    aids.className = "aids";
    add(aids, "summary", _("Reading aids"));
    var panel = add(aids, "div");
    panel.className = "aids-panel";
    GROUPS.forEach(function (words) {
      var group = add(panel, "fieldset");
      add(group, "legend", words[1]);
      for (var at = 2; at < words.length; at += 2) {
        var label = add(group, "label"), input = add(label, "input");
        input.type = "radio";
        input.name = words[0];
        input.value = words[at];
        input.checked = words[at] === (choices[words[0]] || "");
        add(label, "span", words[at + 1]);
      }
    });
    place.prepend(aids);
    return aids;
  }

  document.addEventListener("DOMContentLoaded", function () {
    var place = document.querySelector("[data-ears]");
    if (!place) return;
    var aids = draw(place);
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
  });
})();
