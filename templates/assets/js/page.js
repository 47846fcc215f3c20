/* The printed page, nearer: buttons, keys, the wheel, two fingers and a dragging mouse. The page
   scrolls inside its window, so that moving is the browser's own; the list and the picture light
   up together. Without this the picture stands still and every link works. */
(function () {
  "use strict";
  var MOST = 8;
  var STEP = 1.4;
  var CLICK = 4; // CSS pixels that a hand may tremble in a click

  var view = document.querySelector("[data-page-view]");
  if (!view) return;
  var pane = view.querySelector("[data-page-window]");
  var paper = view.querySelector("[data-page-paper]");
  var tools = view.querySelector("[data-page-zoom]");
  var sheet = tools.parentElement;
  var source = view.querySelector("source");
  var picture = paper.querySelector("img");
  var zoom = 1;

  function wholeFits() {
    return document.fullscreenElement === sheet;
  }

  // Below 1 only where the screen is the limit: a page is higher than a screen.
  function least() {
    var whole = picture.clientHeight / zoom;
    return wholeFits() && whole ? Math.min(1, pane.clientHeight / whole) : 1;
  }

  /* The point of the page at (x, y) of the window stays where it is. */
  function set(wanted, x, y) {
    var next = Math.min(MOST, Math.max(least(), wanted));
    if (x === undefined) {
      x = pane.clientWidth / 2;
      y = pane.clientHeight / 2;
    }
    var left = (pane.scrollLeft + x) / zoom;
    var top = (pane.scrollTop + y) / zoom;
    if (next > 1 && !pane.style.height) {
      // the window stays as it is, or as high as the screen, and the page grows in it
      pane.style.height = Math.min(pane.offsetHeight, innerHeight * 0.92) + "px";
    }
    zoom = next;
    paper.style.setProperty("--zoom", zoom);
    if (zoom === 1 || wholeFits()) pane.style.height = "";
    pane.toggleAttribute("data-zoomed", zoom > 1);
    pane.scrollLeft = left * zoom - x;
    pane.scrollTop = top * zoom - y;
    var sizes = Math.round(pane.clientWidth * zoom) + "px";
    if (source && (!source.sizes.endsWith("px") || parseFloat(source.sizes) < parseFloat(sizes))) source.sizes = sizes;
    tools.querySelector("[data-zoom-shown]").textContent = Math.round(zoom * 100) + "%";
    tools.querySelector("[data-zoom=in]").disabled = zoom >= MOST;
    tools.querySelector("[data-zoom=out]").disabled = zoom <= least();
  }

  function inside(event) {
    var box = pane.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  var ways = {
    in: function () { set(zoom * STEP); },
    out: function () { set(zoom / STEP); },
    whole: function () { set(least()); },
    screen: function () {
      if (document.fullscreenElement) document.exitFullscreen();
      else sheet.requestFullscreen().catch(function () {});
    }
  };

  tools.addEventListener("click", function (event) {
    var button = event.target.closest("[data-zoom]");
    if (button) ways[button.dataset.zoom]();
  });

  var KEYS = { "+": "in", "=": "in", "-": "out", "_": "out", "0": "whole" };
  var ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  sheet.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    var arrow = ARROWS[event.key];
    if (KEYS[event.key]) ways[KEYS[event.key]]();
    else if (arrow && zoom > 1) pane.scrollBy(arrow[0] * pane.clientWidth / 5, arrow[1] * pane.clientHeight / 5);
    else return;
    event.preventDefault();
  });

  pane.addEventListener("wheel", function (event) {
    // a wheel alone moves; with Ctrl, which is what two fingers on a touchpad send, it zooms;
    // on a full screen there is nothing else to move while the whole page is seen
    if (!event.ctrlKey && !event.metaKey && !(wholeFits() && zoom <= 1)) return;
    event.preventDefault();
    var lines = event.deltaMode === 1 ? 30 : event.deltaMode === 2 ? 300 : 1;
    var at = inside(event);
    set(zoom * Math.exp(-Math.max(-300, Math.min(300, event.deltaY * lines)) / 400), at[0], at[1]);
  }, { passive: false });

  // Two fingers.
  var pinch = null;
  function spread(touches) {
    var a = touches[0], b = touches[1];
    return {
      far: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) || 1,
      clientX: (a.clientX + b.clientX) / 2,
      clientY: (a.clientY + b.clientY) / 2
    };
  }
  pane.addEventListener("touchstart", function (event) {
    if (event.touches.length !== 2) return;
    var now = spread(event.touches);
    pinch = { far: now.far, zoom: zoom, x: now.clientX, y: now.clientY };
    event.preventDefault();
  }, { passive: false });
  pane.addEventListener("touchmove", function (event) {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    var now = spread(event.touches);
    pane.scrollLeft -= now.clientX - pinch.x;
    pane.scrollTop -= now.clientY - pinch.y;
    pinch.x = now.clientX;
    pinch.y = now.clientY;
    var at = inside(now);
    set(pinch.zoom * now.far / pinch.far, at[0], at[1]);
  }, { passive: false });
  ["touchend", "touchcancel"].forEach(function (name) {
    pane.addEventListener(name, function (event) { if (event.touches.length < 2) pinch = null; });
  });

  // A mouse drags; fingers scroll by themselves.
  var drag = null;
  var dragged = false;
  pane.addEventListener("pointerdown", function (event) {
    dragged = false;
    if (event.pointerType !== "mouse" || event.button !== 0 || zoom <= 1) return;
    drag = { x: event.clientX, y: event.clientY, left: pane.scrollLeft, top: pane.scrollTop };
  });
  addEventListener("pointermove", function (event) {
    if (!drag) return;
    var x = event.clientX - drag.x, y = event.clientY - drag.y;
    if (!dragged && Math.hypot(x, y) < CLICK) return;
    dragged = true;
    pane.setAttribute("data-dragged", "");
    pane.scrollLeft = drag.left - x;
    pane.scrollTop = drag.top - y;
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    addEventListener(name, function () {
      drag = null;
      pane.removeAttribute("data-dragged");
    });
  });
  pane.addEventListener("click", function (event) { if (dragged) event.preventDefault(); }, true);
  pane.addEventListener("dragstart", function (event) { event.preventDefault(); });

  // A story lights up in both places.
  function light(place, on) {
    view.querySelectorAll('[data-story="' + place + '"], [data-spot="' + place + '"]').forEach(function (one) {
      one.toggleAttribute("data-lit", on);
    });
  }
  view.querySelectorAll("[data-story], [data-spot]").forEach(function (one) {
    var place = one.dataset.story || one.dataset.spot;
    [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]].forEach(function (pair) {
      one.addEventListener(pair[0], function () { light(place, pair[1]); });
    });
  });

  // From a story to where it stood: the list says so too.
  function marked() {
    view.querySelectorAll("[data-story]").forEach(function (one) {
      one.toggleAttribute("data-marked", location.hash.replace("#spot-", "#") === "#" + one.dataset.story);
    });
  }
  addEventListener("hashchange", marked);
  marked();

  document.addEventListener("fullscreenchange", function () {
    pane.style.height = "";
    set(wholeFits() ? least() : 1);
  });
  tools.querySelector("[data-zoom=screen]").hidden = !document.fullscreenEnabled;
  tools.hidden = false;
  view.querySelector("[data-page-help]").hidden = false;
  pane.tabIndex = 0;
  pane.setAttribute("role", "group");
  pane.setAttribute("aria-label", sheet.getAttribute("aria-label"));
  set(1);
})();
