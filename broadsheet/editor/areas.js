/* The editor of a page's areas in the preview: corners, stories, order, roles. It works on the
   value that page-01.layout.yaml holds and gives it back to the press, which checks and prints it.
   Everything goes by keys too: areas and corners take the focus, arrows move what has it. */
(function () {
  "use strict";
  var own = document.currentScript;
  var ADDRESS = "/-/areas/" + own.dataset.page;
  var TOKEN = own.dataset.token;
  var HASH = "#edit-areas";
  var DRAFT = "broadsheet.areas " + own.dataset.page;
  var SVG = "http://www.w3.org/2000/svg";
  var KINDS = ["article", "brief", "photo", "ad", "index"];
  var ROLES = ["kicker", "headline", "deck", "column", "dateline", "byline", "body", "subhead", "caption", "picture", "jump", "furniture"];
  var ZH = {
    "Edit areas": "编辑版面区域", "Areas of the page": "版面区域", "Save": "保存", "Close": "关闭", "Undo": "撤销",
    "New area": "新区域", "Remove area": "删除区域", "Earlier": "前移", "Later": "后移", "Story": "文章", "no story": "不对应文章",
    "Kind": "类别", "Merge with": "并入", "Split": "拆分", "Add corner": "加顶点", "Remove corner": "删顶点",
    "Blocks": "版块", "belongs to": "属于", "page furniture": "版面要素", "split off": "拆出", "role of": "角色",
    "Saved.": "已保存。", "Not saved yet.": "尚未保存。", "Nothing has changed.": "没有改动。",
    "In doubt": "存疑", "overlaps": "重叠", "Corner": "顶点", "Load again": "重新载入", "Larger": "放大", "Smaller": "缩小",
    "The file has changed meanwhile; nothing was written.": "文件已被他人改动，未写入。",
    "The press does not answer.": "预览程序没有应答。",
    "article": "文章", "brief": "简讯", "photo": "图片新闻", "ad": "广告", "index": "导读",
    "kicker": "引题", "headline": "主题", "deck": "副题", "column": "栏目", "dateline": "电头", "byline": "署名", "body": "正文",
    "subhead": "小标题", "caption": "图说", "picture": "图片", "jump": "转接", "furniture": "版面要素"
  };
  var chinese = document.documentElement.lang.indexOf("zh") === 0;
  function say(words) { return (chinese && ZH[words]) || words; }

  var desk, canvas, list, form, status, picture; // elements
  var doc = null; // the layout, in the shape of its file
  var stories = []; // what areas may lead to
  var unsure = []; // words that were read from the picture and should be compared with it
  var version = ""; // of the file that the layout was read from
  var saved = ""; // the layout as it was read or written
  var past = []; // for undo
  var at = 0; // the chosen area
  var corner = null; // [ring, point] of the chosen corner
  var overlaps = [];
  var zoom = 1;
  var written = false; // whether the page beneath is an older one

  function make(name, attributes, children) {
    var one = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      if (key === "text") one.textContent = attributes[key];
      else if (key === "on") Object.keys(attributes.on).forEach(function (type) { one.addEventListener(type, attributes.on[type]); });
      else if (attributes[key] === true) one.setAttribute(key, "");
      else if (attributes[key] !== false && attributes[key] !== null) one.setAttribute(key, attributes[key]);
    });
    (children || []).forEach(function (child) { one.append(child); });
    return one;
  }
  function draw(name, attributes) {
    var one = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { one.setAttribute(key, attributes[key]); });
    return one;
  }
  function button(words, act, more) {
    return make("button", Object.assign({ type: "button", text: say(words), on: { click: act } }, more));
  }
  function tenth(value) { return Math.round(value * 10) / 10; }
  function within(value, most) { return tenth(Math.min(most, Math.max(0, value))); }
  function area() { return doc.stories[at]; }
  function nameOf(one, index) {
    var story = stories.find(function (s) { return s.place === one.place; });
    return (index + 1) + ". " + (story ? story.place + " " + story.headline : one.place || say(one.kind));
  }
  function pathOf(one) {
    return one.polygon.map(function (ring) { return "M" + ring.map(function (p) { return p.join(" "); }).join("L") + "Z"; }).join("");
  }
  function boxOf(points) {
    var xs = points.map(function (p) { return p[0]; }), ys = points.map(function (p) { return p[1]; });
    return [Math.min.apply(null, xs), Math.min.apply(null, ys), Math.max.apply(null, xs), Math.max.apply(null, ys)];
  }
  function rectangle(box) {
    return [[box[0], box[1]], [box[2], box[1]], [box[2], box[3]], [box[0], box[3]]].map(function (p) { return p.map(tenth); });
  }
  function aroundBlocks(blocks) {
    var points = [];
    blocks.forEach(function (b) { points.push([b.box[0], b.box[1]], [b.box[2], b.box[3]]); });
    var box = boxOf(points);
    return rectangle([within(box[0] - 2, doc.width), within(box[1] - 2, doc.height), within(box[2] + 2, doc.width), within(box[3] + 2, doc.height)]);
  }

  /* One change: it can be undone, and is kept should the page load again. */
  function change(act) {
    past.push(JSON.stringify([doc, at, corner]));
    act();
    changed();
  }
  function changed() {
    keepDraft();
    show();
    check();
  }
  function keepDraft() {
    try {
      if (JSON.stringify(doc) === saved) sessionStorage.removeItem(DRAFT);
      else sessionStorage.setItem(DRAFT, JSON.stringify({ version: version, doc: doc }));
    } catch (error) {
      // then the draft lasts as long as the page
    }
  }
  function undo() {
    if (!past.length) return;
    var before = JSON.parse(past.pop());
    doc = before[0];
    at = before[1];
    corner = before[2];
    changed();
  }

  var acts = {
    add: function () {
      change(function () {
        var box = [doc.width / 3, doc.height / 3, doc.width * 2 / 3, doc.height / 2];
        doc.stories.push({ kind: "article", polygon: [rectangle(box)] });
        at = doc.stories.length - 1;
        corner = null;
      });
    },
    remove: function () {
      change(function () {
        var gone = doc.stories.splice(at, 1)[0];
        doc.furniture = (doc.furniture || []).concat(gone.blocks || []);
        at = Math.max(0, at - 1);
        corner = null;
      });
    },
    move: function (by) {
      var to = at + by;
      if (to < 0 || to >= doc.stories.length) return;
      change(function () {
        doc.stories.splice(to, 0, doc.stories.splice(at, 1)[0]);
        at = to;
      });
    },
    merge: function (other) {
      change(function () {
        var one = area(), two = doc.stories[other];
        one.polygon = one.polygon.concat(two.polygon);
        if ((two.blocks || []).length) one.blocks = (one.blocks || []).concat(two.blocks);
        doc.stories.splice(other, 1);
        at = doc.stories.indexOf(one);
        corner = null;
      });
    },
    /* Chosen blocks become a story of their own; without any, the area is cut across its middle. */
    split: function (ids) {
      change(function () {
        var one = area(), two = { kind: one.kind, polygon: [] };
        var mine = one.blocks || [];
        var off = mine.filter(function (b) { return ids.indexOf(b.id) >= 0; });
        var rest = mine.filter(function (b) { return ids.indexOf(b.id) < 0; });
        if (off.length && rest.length) {
          two.polygon = [aroundBlocks(off)];
          one.polygon = [aroundBlocks(rest)];
        } else {
          var box = boxOf([].concat.apply([], one.polygon));
          var axis = box[2] - box[0] > box[3] - box[1] ? 0 : 1;
          var middle = tenth((box[axis] + box[axis + 2]) / 2);
          two.polygon = cut(one.polygon, axis, middle, 1);
          one.polygon = cut(one.polygon, axis, middle, -1);
          off = mine.filter(function (b) { return (b.box[axis] + b.box[axis + 2]) / 2 > middle; });
          rest = mine.filter(function (b) { return off.indexOf(b) < 0; });
        }
        if (mine.length) one.blocks = rest;
        if (off.length) two.blocks = off;
        doc.stories.splice(at + 1, 0, two);
        at += 1;
        corner = null;
      });
    },
    addCorner: function (ring, point) {
      change(function () {
        var points = area().polygon[ring], next = points[(point + 1) % points.length];
        points.splice(point + 1, 0, [tenth((points[point][0] + next[0]) / 2), tenth((points[point][1] + next[1]) / 2)]);
        corner = [ring, point + 1];
      });
    },
    removeCorner: function (ring, point) {
      var points = area().polygon[ring];
      if (points.length <= 3) return;
      change(function () {
        points.splice(point, 1);
        corner = [ring, Math.min(point, points.length - 1)];
      });
    },
    moveCorner: function (x, y) {
      change(function () {
        var p = area().polygon[corner[0]][corner[1]];
        area().polygon[corner[0]][corner[1]] = [within(p[0] + x, doc.width), within(p[1] + y, doc.height)];
      });
    },
    moveBlock: function (id, to) {
      change(function () {
        var block;
        doc.stories.concat({ blocks: doc.furniture }).forEach(function (one) {
          (one.blocks || []).forEach(function (b) { if (b.id === id) block = b; });
        });
        doc.stories.forEach(function (one) { if (one.blocks) one.blocks = one.blocks.filter(function (b) { return b !== block; }); });
        doc.furniture = (doc.furniture || []).filter(function (b) { return b !== block; });
        if (to < 0) doc.furniture.push(block);
        else doc.stories[to].blocks = (doc.stories[to].blocks || []).concat(block);
      });
    }
  };

  /* The part of some rings on one side of a level or upright line. */
  function cut(rings, axis, middle, side) {
    return rings.map(function (ring) {
      var kept = [];
      ring.forEach(function (p, i) {
        var q = ring[(i + 1) % ring.length];
        var in1 = (p[axis] - middle) * side >= 0, in2 = (q[axis] - middle) * side >= 0;
        if (in1) kept.push(p);
        if (in1 !== in2) {
          var share = (middle - p[axis]) / (q[axis] - p[axis]);
          kept.push([tenth(p[0] + share * (q[0] - p[0])), tenth(p[1] + share * (q[1] - p[1]))]);
        }
      });
      return kept;
    }).filter(function (ring) { return ring.length >= 3; });
  }

  // What is on the screen is drawn anew after every change; the focus returns to where it was.
  function show() {
    var focus = desk.contains(document.activeElement) && document.activeElement.dataset.focus;
    showList();
    showForm();
    showCanvas();
    if (focus && focus.indexOf("corner ") === 0 && corner) focus = "corner " + corner.join(" ");
    var again = focus && desk.querySelector('[data-focus="' + CSS.escape(focus) + '"]');
    // what had the focus may be gone: the keys stay at the desk
    if (focus && (!again || again.disabled)) again = desk.querySelector('[data-focus="area ' + at + '"]');
    if (again) again.focus({ preventScroll: true });
    if (JSON.stringify(doc) !== saved && !status.hasAttribute("data-fault")) tell("Not saved yet.");
  }
  function choose(index) {
    at = index;
    corner = null;
    show();
  }
  function overlapping(index) {
    return overlaps.some(function (pair) { return pair.indexOf(index) >= 0; });
  }
  /* Review codes of the story that an area leads to: ocr, truncated-end … */
  function doubts(one) {
    var story = stories.find(function (s) { return s.place === one.place; });
    return story ? story.review : [];
  }
  /* The words in doubt of an area, until the flag of its story is accepted. */
  function unsureOf(one) {
    if (doubts(one).indexOf("ocr") < 0) return [];
    var boxes = (one.blocks || []).map(function (b) { return b.box; });
    if (!boxes.length) boxes = one.polygon.map(boxOf);
    return unsure.filter(function (word) {
      var x = (word.box[0] + word.box[2]) / 2, y = (word.box[1] + word.box[3]) / 2;
      return boxes.some(function (b) { return b[0] <= x && x <= b[2] && b[1] <= y && y <= b[3]; });
    });
  }
  function look(word) {
    var mark = canvas.querySelectorAll(".doubt")[unsure.indexOf(word)];
    canvas.querySelectorAll("[data-found]").forEach(function (one) { one.removeAttribute("data-found"); });
    mark.setAttribute("data-found", "");
    mark.scrollIntoView({ block: "center", inline: "center" });
  }
  function showList() {
    list.replaceChildren.apply(list, doc.stories.map(function (one, index) {
      var words = [nameOf(one, index)].concat(doubts(one).map(function (code) { return "⚑ " + code; }), overlapping(index) ? say("overlaps") : []).join(" · ");
      return make("li", {}, [make("button", {
        type: "button", text: words, "data-focus": "area " + index, "aria-pressed": String(index === at),
        "data-overlaps": overlapping(index), on: { click: function () { choose(index); } }
      })]);
    }));
  }
  function select(words, options, value, act, key) {
    var one = make("select", { "data-focus": key, on: { change: function () { act(one.value); } } }, options.map(function (option) {
      return make("option", { value: option[0], text: option[1], selected: option[0] === value });
    }));
    return make("label", {}, [say(words) + " ", one]);
  }
  function showForm() {
    var one = area();
    if (!one) return form.replaceChildren();
    var taken = doc.stories.map(function (s) { return s.place; });
    var places = [["", say("no story")]].concat(stories.map(function (s) { return [s.place, s.place + " " + s.headline]; })
      .filter(function (s) { return s[0] === one.place || taken.indexOf(s[0]) < 0; }));
    var others = [["", "…"]].concat(doc.stories.map(function (s, i) { return [String(i), nameOf(s, i)]; }).filter(function (_, i) { return i !== at; }));
    var blocks = make("fieldset", {}, [make("legend", { text: say("Blocks") })].concat((one.blocks || []).map(blockLine)));
    form.replaceChildren(
      select("Story", places, one.place || "", function (value) { change(function () { if (value) one.place = value; else delete one.place; }); }, "place"),
      select("Kind", KINDS.map(function (k) { return [k, say(k)]; }), one.kind, function (value) { change(function () { one.kind = value; }); }, "kind"),
      button("Earlier", function () { acts.move(-1); }, { "data-focus": "earlier", disabled: at === 0 }),
      button("Later", function () { acts.move(1); }, { "data-focus": "later", disabled: at === doc.stories.length - 1 }),
      select("Merge with", others, "", function (value) { if (value) acts.merge(Number(value)); }, "merge"),
      button("Split", function () {
        acts.split(Array.from(form.querySelectorAll("[data-off]:checked"), function (box) { return box.value; }));
      }, { "data-focus": "split" }),
      button("Add corner", function () { var c = corner || [0, 0]; acts.addCorner(c[0], c[1]); }, { "data-focus": "add-corner" }),
      button("Remove corner", function () { if (corner) acts.removeCorner(corner[0], corner[1]); }, { "data-focus": "remove-corner", disabled: !corner }),
      button("Remove area", acts.remove, { "data-focus": "remove" })
    );
    var inDoubt = unsureOf(one);
    if (inDoubt.length) form.append(make("fieldset", { class: "areas-doubts" }, [make("legend", { text: say("In doubt") })].concat(inDoubt.map(function (word) {
      var name = word.text + " " + Math.round(word.worth * 100) + "%";
      return button(name, function () { look(word); }, { "data-focus": "doubt " + unsure.indexOf(word) });
    }))));
    if ((one.blocks || []).length) form.append(blocks);
  }
  function blockLine(block) {
    var homes = doc.stories.map(function (s, i) { return [String(i), nameOf(s, i)]; }).concat([["-1", say("page furniture")]]);
    var role = select("role of", ROLES.map(function (r) { return [r, say(r)]; }), block.role, function (value) { change(function () { block.role = value; }); }, "role " + block.id);
    role.querySelector("select").before(block.id + " ");
    return make("p", {}, [
      make("label", {}, [make("input", { type: "checkbox", value: block.id, "data-off": true }), " " + say("split off") + " " + block.id]),
      role,
      select("belongs to", homes, String(at), function (value) { acts.moveBlock(block.id, Number(value)); }, "home " + block.id)
    ]);
  }
  function showCanvas() {
    canvas.setAttribute("viewBox", "0 0 " + doc.width + " " + doc.height);
    var unit = doc.width / (canvas.clientWidth || 800); // of the page, for a pixel of the screen
    canvas.replaceChildren();
    doc.stories.forEach(function (one, index) {
      var shape = draw("path", { d: pathOf(one), "fill-rule": "evenodd", class: "area" });
      if (index === at) shape.setAttribute("data-chosen", "");
      if (overlapping(index)) shape.setAttribute("data-overlaps", "");
      if (doubts(one).length) shape.setAttribute("data-review", "");
      shape.addEventListener("pointerdown", function () { if (index !== at) choose(index); });
      shape.append(draw("title", {}));
      shape.firstChild.textContent = nameOf(one, index);
      canvas.append(shape);
      var first = one.polygon[0][0];
      var number = draw("text", { x: first[0] + 6 * unit, y: first[1] + 20 * unit, "font-size": 16 * unit });
      number.textContent = index + 1;
      canvas.append(number);
    });
    // on every story that waits, so that the page shows at a glance where it was hard to read
    var waiting = [].concat.apply([], doc.stories.map(unsureOf));
    unsure.forEach(function (word) {
      var b = word.box, pad = unit * 2;
      var mark = draw("rect", { x: b[0] - pad, y: b[1] - pad, width: b[2] - b[0] + 2 * pad, height: b[3] - b[1] + 2 * pad, class: "doubt" });
      if (waiting.indexOf(word) < 0) mark.setAttribute("display", "none");
      canvas.append(mark);
    });
    var one = area();
    if (!one) return;
    (one.blocks || []).forEach(function (b) {
      canvas.append(draw("rect", { x: b.box[0], y: b.box[1], width: b.box[2] - b.box[0], height: b.box[3] - b.box[1], class: "block" }));
    });
    one.polygon.forEach(function (ring, r) {
      ring.forEach(function (p, i) {
        var handle = draw("circle", {
          cx: p[0], cy: p[1], r: 8 * unit, tabindex: 0, role: "button", class: "corner", "data-focus": "corner " + r + " " + i,
          "aria-label": say("Corner") + " " + (i + 1) + "/" + ring.length + " (" + p.join(", ") + ")"
        });
        handle.addEventListener("focus", function () { corner = [r, i]; form.querySelector('[data-focus="remove-corner"]').disabled = false; });
        handle.addEventListener("keydown", cornerKey);
        handle.addEventListener("pointerdown", function (event) { drag(event, handle, r, i); });
        canvas.append(handle);
      });
    });
  }
  var MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function cornerKey(event) {
    var way = MOVES[event.key], step = event.shiftKey ? 10 : 1;
    if (way) acts.moveCorner(way[0] * step, way[1] * step);
    else if (event.key === "Delete" || event.key === "Backspace") acts.removeCorner(corner[0], corner[1]);
    else if (event.key === "Insert" || event.key === "a") acts.addCorner(corner[0], corner[1]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function drag(event, handle, r, i) {
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    var before = JSON.stringify([doc, at, [r, i]]);
    var shape = canvas.querySelectorAll(".area")[at];
    function move(now) {
      var box = canvas.getBoundingClientRect();
      var p = [within((now.clientX - box.left) / box.width * doc.width, doc.width), within((now.clientY - box.top) / box.height * doc.height, doc.height)];
      area().polygon[r][i] = p;
      handle.setAttribute("cx", p[0]);
      handle.setAttribute("cy", p[1]);
      shape.setAttribute("d", pathOf(area()));
    }
    function end() {
      handle.removeEventListener("pointermove", move);
      if (JSON.stringify([doc, at, [r, i]]) === before) return;
      past.push(before);
      changed();
    }
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
    handle.addEventListener("pointercancel", end, { once: true });
  }

  function tell(words, fault) {
    status.textContent = say(words);
    if (fault) status.dataset.fault = fault; // of "look" or of "save": each clears its own
    else delete status.dataset.fault;
  }
  function ask(way, body) {
    return fetch(ADDRESS + way, {
      method: body ? "POST" : "GET",
      headers: { "Content-Type": "application/json", "X-Press-Token": TOKEN },
      body: body && JSON.stringify(body),
      cache: "no-store"
    }).then(function (response) {
      return response.json().then(function (answer) { return { status: response.status, answer: answer }; });
    });
  }
  function faults(answer) {
    return (answer.problems || []).map(function (p) { return p.message + ". " + p.hint; }).join(" ");
  }
  var waiting = 0;
  function check() {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      ask("/check", { layout: doc }).then(function (got) {
        overlaps = got.answer.overlaps || [];
        var fault = faults(got.answer);
        if (status.dataset.fault === "save") return show();
        if (fault) tell(fault, "look");
        else if (status.dataset.fault) tell("Not saved yet.");
        show();
      }).catch(function () { tell("The press does not answer.", "look"); });
    }, 150);
  }
  function save() {
    if (JSON.stringify(doc) === saved) return tell("Nothing has changed.");
    var sent = JSON.stringify(doc);
    ask("", { version: version, layout: doc }).then(function (got) {
      if (got.status === 200) {
        version = got.answer.version;
        saved = sent;
        written = true;
        keepDraft();
        show();
        tell("Saved.");
      } else if (got.status === 409) {
        tell("The file has changed meanwhile; nothing was written.", "save");
        status.append(" ", button("Load again", function () { try { sessionStorage.removeItem(DRAFT); } catch (error) { /* none was kept */ } load(); }));
      } else tell(faults(got.answer) || "The press does not answer.", "save");
    }).catch(function () { tell("The press does not answer.", "save"); });
  }
  function load() {
    ask("").then(function (got) {
      if (got.status !== 200) return tell(faults(got.answer) || "The press does not answer.", "save");
      doc = got.answer.layout;
      doc.stories = doc.stories || [];
      stories = got.answer.stories;
      unsure = got.answer.doubts;
      version = got.answer.version;
      picture.src = got.answer.image;
      saved = JSON.stringify(doc);
      overlaps = got.answer.overlaps;
      past = [];
      at = 0;
      corner = null;
      tell("");
      try {
        var draft = JSON.parse(sessionStorage.getItem(DRAFT) || "null");
        if (draft && draft.version === version) doc = draft.doc;
      } catch (error) {
        // a draft that cannot be read is none
      }
      show();
      if (JSON.stringify(doc) !== saved) check();
    }).catch(function () { tell("The press does not answer.", "save"); });
  }

  function resize(by) {
    zoom = Math.min(4, Math.max(0.5, zoom * by));
    desk.querySelector(".areas-paper").style.setProperty("--zoom", zoom);
    show();
  }
  function open() {
    if (desk) return;
    // what is under one's hands does not load again by itself; the page does when this closes
    if (window.LiveReload) window.LiveReload.shutDown();
    list = make("ol", { class: "areas-list" });
    form = make("div", { class: "areas-form" });
    status = make("p", { role: "status", class: "areas-status" });
    picture = make("img", { alt: "", on: { load: function () { if (desk && doc) show(); } } });
    canvas = draw("svg", { preserveAspectRatio: "none" });
    desk = make("dialog", { id: "areas", "aria-label": say("Areas of the page") }, [
      make("div", { class: "areas-panel" }, [
        make("p", { class: "areas-tools" }, [
          button("Save", save, { "data-focus": "save" }), button("Undo", undo, { "data-focus": "undo" }),
          button("New area", acts.add, { "data-focus": "new" }), button("Larger", function () { resize(1.4); }, { "data-focus": "larger" }),
          button("Smaller", function () { resize(1 / 1.4); }, { "data-focus": "smaller" }), button("Close", close, { "data-focus": "close" })
        ]), status, list, form
      ]),
      make("div", { class: "areas-window", tabindex: 0, role: "group", "aria-label": say("Areas of the page") }, [make("div", { class: "areas-paper" }, [picture, canvas])])
    ]);
    document.body.append(desk);
    desk.addEventListener("keydown", function (event) { event.stopPropagation(); }); // the page beneath turns no leaves
    desk.addEventListener("cancel", function (event) { event.preventDefault(); close(); });
    addEventListener("keydown", keys, true);
    desk.showModal();
    history.replaceState(null, "", HASH);
    load();
  }
  function keys(event) {
    var act = (event.ctrlKey || event.metaKey) && { s: save, z: undo }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  }
  function close() {
    removeEventListener("keydown", keys, true);
    desk.close();
    desk.remove();
    desk = null;
    history.replaceState(null, "", location.pathname + location.search);
    if (written) location.reload();
    else opener.focus();
  }

  var opener = button("Edit areas", open, { class: "areas-open", "data-areas-open": true });
  (document.querySelector(".page-head") || document.body).append(opener);
  addEventListener("beforeunload", function (event) { if (desk && doc && JSON.stringify(doc) !== saved && past.length && !sessionStorage.getItem(DRAFT)) event.preventDefault(); });
  if (location.hash === HASH) open();
})();
