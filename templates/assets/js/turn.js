/* Turning pages: the keys ← → and k j, and a swipe, follow the links with rel=prev and rel=next; the
   key / leads to the field for a search, or to its page. */
(function () {
  "use strict";
  var KEYS = { ArrowLeft: "prev", k: "prev", ArrowRight: "next", j: "next" };
  var SWIPE = 90; // CSS pixels across, and at most half of that up or down
  var start = null;

  function turn(way) {
    var link = document.querySelector('a[rel~="' + way + '"]');
    if (link) link.click();
  }

  function writing(element) {
    return element.closest("input, textarea, select, [contenteditable], details[open], audio, video");
  }

  function find() {
    var fields = Array.from(document.querySelectorAll('input[type="search"]'));
    var field = fields.find(function (one) { return one.offsetParent; });
    if (field) {
      field.focus();
      field.select();
    } else if (fields.length) location.href = fields[0].form.action;
    return fields.length > 0;
  }

  document.addEventListener("keydown", function (event) {
    var way = KEYS[event.key], plain = !event.defaultPrevented && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "/" && plain && document.documentElement.dataset.keys !== "off") {
      if (!writing(event.target) && find()) event.preventDefault();
      return;
    }
    if (!way || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Single keys can be in the way of speech input, so they can be turned off (WCAG 2.1.4).
    if (document.documentElement.dataset.keys !== "off" && !writing(event.target)) turn(way);
  });

  // A sheet that the reader has zoomed, and one that scrolls sideways, keep the gesture.
  function sideways(element) {
    for (; element && element !== document.body; element = element.parentElement) {
      if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible") return true;
    }
    return Boolean(window.visualViewport && visualViewport.scale > 1.01);
  }

  document.addEventListener("touchstart", function (event) {
    var one = event.touches.length === 1 && !sideways(event.target) && !writing(event.target);
    start = one ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null;
  }, { passive: true });

  document.addEventListener("touchend", function (event) {
    if (!start || String(getSelection())) return;
    var x = event.changedTouches[0].clientX - start.x;
    var y = event.changedTouches[0].clientY - start.y;
    start = null;
    if (Math.abs(x) > SWIPE && Math.abs(y) < Math.abs(x) / 2) turn(x > 0 ? "prev" : "next");
  }, { passive: true });
})();
