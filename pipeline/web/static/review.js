/* Keys, search and what is lit on the review page. The page works without it; nothing here decides anything. */
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const card = () => one("#card");
  const boxes = () => all('input[name="code"][form="decide"]');
  const keys = JSON.parse(document.body.dataset.keys || "{}");
  const acts = new Map(Object.entries(keys).map(([act, key]) => [key, act]));
  let setAside = null;

  function say(text) {
    const place = one("#say");
    place.textContent = "";
    // a text that is the same as before is read again only when it was gone for a moment
    window.setTimeout(() => { place.textContent = text; }, 30);
  }

  let fading = 0;
  function warn(text) {
    const place = one("#problem");
    place.hidden = false;
    place.textContent = text;
    window.clearTimeout(fading);
    fading = window.setTimeout(() => { place.hidden = true; }, 8000);
  }
  const calm = () => { one("#problem").hidden = true; };

  /* ---- what is chosen ---- */
  function showChosen() {
    const list = one("#chosen");
    if (!list) return;
    const chosen = boxes().filter((box) => box.checked);
    const themes = chosen.map((box) => box.value);
    all(".row.suggested").forEach((row) => row.classList.toggle("on", themes.includes(row.dataset.theme)));
    list.replaceChildren(...chosen.map((box) => {
      const item = document.createElement("li");
      const chip = document.createElement("span");
      const name = document.createElement("span");
      const away = document.createElement("button");
      chip.className = "code-chip";
      name.textContent = box.dataset.label;
      away.type = "button";
      away.textContent = "✕";
      away.setAttribute("aria-label", card().dataset.remove + ": " + box.dataset.label);
      away.addEventListener("click", () => { set(box, false); one("#answer").focus({ preventScroll: true }); });
      chip.append(name, away);
      item.append(chip);
      return item;
    }));
    if (!chosen.length) {
      const item = document.createElement("li");
      item.className = "none muted";
      item.textContent = list.dataset.none;
      list.append(item);
    }
  }

  function set(box, on) {
    calm();
    box.checked = on;
    settle(box);
    say(box.dataset.label + (box.checked ? " ✓" : " ✕"));
  }

  function settle(box) {
    // a code that stands alone takes the others off, and puts them back when it goes
    if ("alone" in box.dataset) {
      const others = boxes().filter((other) => other !== box && other.checked);
      if (box.checked) {
        setAside = others;
        others.forEach((other) => { other.checked = false; });
        if (others.length) warn(card().dataset.kept);
      } else if (setAside) {
        setAside.forEach((other) => { other.checked = true; });
        setAside = null;
      }
    } else if (box.checked) {
      setAside = null;
      boxes().filter((other) => "alone" in other.dataset).forEach((other) => { other.checked = false; });
    }
    showChosen();
  }

  function tickExactly(codes) {
    setAside = null;
    boxes().forEach((box) => { box.checked = codes.includes(box.value); });
    showChosen();
    say(boxes().filter((box) => box.checked).map((box) => box.dataset.label).join(", "));
  }

  /* ---- acts ---- */
  const lastName = () => "turven last " + card().dataset.question;
  const press = (selector) => { const there = one(selector); if (there) there.click(); return Boolean(there); };
  const special = (act) => { const box = boxes().find((b) => b.dataset.act === act); if (box) set(box, !box.checked); };
  const does = {
    accept: () => { const form = one("#decide"); if (form) form.requestSubmit(one("#accept")); else press(".done-panel .queue"); },
    search: () => { const field = one("#search"); if (field) { field.focus(); field.select(); } },
    repeat: () => {
      const last = window.sessionStorage.getItem(lastName());
      if (last) tickExactly(JSON.parse(last)); else warn(card().dataset.repeatNone);
    },
    other: () => special("other"),
    no_answer: () => special("no_answer"),
    undo: () => { const form = one("#undo"); if (form) form.requestSubmit(); },
    next: () => { if (!press("#next")) warn(card().dataset.atEnd); },
    previous: () => { if (!press("#previous")) warn(card().dataset.atEnd); },
    only: () => { const box = one("#only"); if (box) box.click(); },
    bulk: () => press("#bulk"),
    note: () => { const note = one("#note"); if (note) { note.closest("details").open = true; note.focus(); } },
    help: () => { const legend = one("#legend"); if (legend.open) legend.close(); else legend.showModal(); },
  };

  const typing = (where) => where.closest("textarea, select, [contenteditable]") ||
    (where.matches("input") && !["checkbox", "radio", "button", "submit"].includes(where.type));

  document.addEventListener("keydown", (event) => {
    if (!card() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const where = event.target;
    if (typing(where)) {
      if (event.key === "Escape" && where.id !== "search") { where.blur(); one("#answer").focus({ preventScroll: true }); }
      return;
    }
    if (one("#legend") && one("#legend").open && event.key !== keys.help) return;
    // Enter on a link or button does what it says
    if (event.key === "Enter" && where.closest("a, button, summary")) return;
    if (event.key === "Escape") { calm(); return; }
    const act = acts.get(event.key) || { ArrowRight: "next", ArrowLeft: "previous" }[event.key];
    if (/^[1-9]$/.test(event.key)) {
      event.preventDefault();
      const box = boxes().find((b) => b.dataset.key === event.key);
      if (box) { set(box, !box.checked); light(box.value, guideOf(box)); }
    } else if (act && !(where.type === "radio" && event.key.startsWith("Arrow"))) {
      event.preventDefault();
      if (event.repeat && !["next", "previous"].includes(act)) return;
      if (one(".htmx-request")) { if (one("#card .htmx-request")) return; }
      does[act]();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches('input[name="code"][form="decide"]')) { calm(); settle(event.target); }
    if (event.target.matches("[data-all]")) all('input[name="key"]').forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches('[data-all], input[name="key"]')) {
      const place = one("[data-ticked]");
      place.textContent = place.dataset.ticked.replace("#", all('input[name="key"]:checked').length);
    }
  });

  document.addEventListener("submit", (event) => {
    if (event.target.matches(".tongue")) one('[name="then"]', event.target).value = location.pathname + location.search;
    if (!event.target.matches("#decide")) return;
    const codes = boxes().filter((box) => box.checked).map((box) => box.value);
    if (!codes.length) {
      event.preventDefault();
      event.stopImmediatePropagation();
      warn(card().dataset.empty);
    } else {
      window.sessionStorage.setItem(lastName(), JSON.stringify(codes));
    }
  }, true);

  document.addEventListener("click", (event) => {
    const take = event.target.closest("[data-take]");
    if (take) tickExactly(JSON.parse(take.dataset.take));
    if (event.target.closest("#repeat")) does.repeat();
    const info = event.target.closest(".info");
    if (info && window.matchMedia("(min-width: 60.01rem)").matches) { event.preventDefault(); lightRow(info.closest("[data-theme]")); }
  });

  /* ---- what is lit ---- */
  const guideOf = (box) => { const row = box.closest("[data-guide]"); return row ? row.dataset.guide : ""; };
  function light(theme, guide) {
    all(".lit").forEach((there) => there.classList.remove("lit"));
    all(".ev, .suggestion").filter((there) => there.dataset.theme === theme).forEach((there) => there.classList.add("lit"));
    if (!guide) return;
    const text = document.getElementById("guide-" + guide);
    one("#guide").classList.add("moved");
    all("#guide .shown").forEach((there) => there.classList.remove("shown"));
    if (text) text.classList.add("shown");
  }
  const lightRow = (row) => { if (row) light(row.dataset.theme, row.dataset.guide || ""); };
  document.addEventListener("mouseover", (event) => {
    const row = event.target.closest(".row[data-guide], .suggestion[data-guide]");
    const mark = event.target.closest(".ev");
    if (row) lightRow(row);
    else if (mark) lightRow(all(".suggestion").find((there) => there.dataset.theme === mark.dataset.theme));
    else if (event.target.closest(".left, .tree")) all(".lit").forEach((there) => there.classList.remove("lit"));
  });
  document.addEventListener("focusin", (event) => lightRow(event.target.closest(".row[data-guide], .suggestion[data-guide]")));

  /* ---- search ---- */
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  function gapsIn(text, wanted) {
    let at = 0, gaps = 0;
    for (const sign of wanted.replace(/\s+/g, "")) {
      const found = text.indexOf(sign, at);
      if (found < 0) return -1;
      gaps += found - at;
      at = found + 1;
    }
    return gaps;
  }
  function score(wanted, box) {
    const label = plain(box.dataset.label), words = label.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const id = plain(box.value), initials = words.map((word) => word[0]).join("");
    if (label.startsWith(wanted)) return 0;
    if (initials.startsWith(wanted)) return 1;
    if (words.some((word) => word.startsWith(wanted))) return 2;
    if (id.startsWith(wanted)) return 3;
    if (label.includes(wanted) || id.includes(wanted)) return 4;
    if (plain(box.dataset.path).includes(wanted)) return 5;
    // initials too leave out small words: `kdw` for Kleding en douchen op het werk
    if (gapsIn(initials, wanted) >= 0) return 6;
    const gaps = gapsIn(label, wanted);
    return gaps < 0 ? -1 : 7 + gaps / 100;
  }

  let picked = 0, matches = [];
  function search(field) {
    const wanted = plain(field.value.trim()), list = one("#found");
    matches = !wanted ? [] : boxes().map((box, place) => [score(wanted, box), place, box])
      .filter(([points]) => points >= 0).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, 12).map((found) => found[2]);
    picked = 0;
    list.replaceChildren(...matches.map((box, place) => {
      const item = document.createElement("li"), mark = document.createElement("span"), name = document.createElement("span");
      item.id = "found-" + place;
      item.setAttribute("role", "option");
      mark.className = "mark";
      mark.textContent = box.checked ? "✓" : "";
      if (box.dataset.path) {
        const path = document.createElement("span");
        path.className = "path";
        path.textContent = box.dataset.path + " › ";
        name.append(path);
      }
      name.append(box.dataset.label);
      item.append(mark, name);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); picked = place; pick(field); });
      return item;
    }));
    if (wanted && !matches.length) {
      const none = document.createElement("li");
      none.textContent = card().dataset.noneFound;
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      list.append(none);
    }
    list.hidden = !wanted;
    field.setAttribute("aria-expanded", String(Boolean(wanted)));
    point(field);
  }
  function point(field) {
    all("#found [role=option]").forEach((item, place) => item.setAttribute("aria-selected", String(place === picked && matches.length > 0)));
    if (!matches.length) { field.removeAttribute("aria-activedescendant"); return; }
    field.setAttribute("aria-activedescendant", "found-" + picked);
    one("#found-" + picked).scrollIntoView({ block: "nearest" });
    light(matches[picked].value, guideOf(matches[picked]));
  }
  function pick(field) {
    const box = matches[picked];
    leave(field);
    if (box) set(box, !box.checked);
  }
  function leave(field) {
    field.value = "";
    search(field);
    one("#answer").focus({ preventScroll: true });
  }
  document.addEventListener("input", (event) => { if (event.target.id === "search") search(event.target); });
  document.addEventListener("focusout", (event) => { if (event.target.id === "search") one("#found").hidden = true; });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.id !== "search") return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : matches.length - 1;
      if (matches.length) picked = (picked + step) % matches.length;
      point(field);
    } else if (event.key === "Enter") {
      event.preventDefault();
      pick(field);
    } else if (event.key === "Escape") {
      event.preventDefault();
      leave(field);
    }
  });

  /* ---- a card comes in the place of another ---- */
  let scrolled = 0;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const request = event.detail.xhr;
    if ((request.getResponseHeader("content-type") || "").startsWith("text/plain")) {
      event.detail.shouldSwap = false;
      warn(request.responseText.trim());
    }
    scrolled = one("#rows") ? one("#rows").scrollTop : 0;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!card() || event.detail.target.id !== "card") return;
    if (one("#rows")) one("#rows").scrollTop = scrolled;
    setAside = null;
    if (one("#problem")) calm();
    const left = one(".left");
    if (left) left.scrollTop = 0;
    if (window.scrollY > 0) window.scrollTo(0, 0);
    arrived();
    one("#answer").focus({ preventScroll: true });
  });
  // who looks elsewhere is not at work here
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.detail.elt.matches("#live")) event.preventDefault();
  });
  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, (event) => {
    if (!event.detail.elt.matches("#live")) warn(document.body.dataset.unreachable);
  }));
  document.addEventListener("htmx:responseError", (event) => {
    const type = event.detail.xhr.getResponseHeader("content-type") || "";
    if (!event.detail.elt.matches("#live") && !type.startsWith("text/plain")) warn(document.body.dataset.refused);
  });

  function arrived() {
    if (!card()) return;
    showChosen();
    light("", "");
    const first = one(".suggestion[data-guide]");
    if (first) { lightRow(first); all(".lit").forEach((there) => there.classList.remove("lit")); }
    if (card().dataset.say) say(card().dataset.say);
  }
  arrived();
})();
