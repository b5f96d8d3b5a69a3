/* What the pages do beyond reading: fact cards, live charts near the screen, files of charts, keys in judged articles.
   Without this script every number is a link to the ledger, and every chart is a picture with its data. */
"use strict";

const base = new URL(".", document.currentScript.src);
const onPhone = matchMedia("(max-width: 36rem)");
const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(() => work({ timeRemaining: () => 0 }), 50));

/* --- cards ---------------------------------------------------------------------------------- */

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function saveFile(name, blob) {
  const link = element("a", "", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/* What the address asks for is what the page shows, so that a view can be shared. */
function keepInAddress(wanted) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(wanted)) {
    address.searchParams.delete(name);
    if (value) address.searchParams.set(name, value);
  }
  // A page opened from a file may not change its address.
  if (self.origin !== "null") history.replaceState(history.state, "", address.href.replaceAll("%2C", ","));
}

/* A button that puts a text on the clipboard and says so; where that is not allowed, it shows the text to copy. */
function copyButton(name, text, said) {
  const button = element("button", name, { type: "button", class: "btn btn-outline-secondary" });
  button.addEventListener("click", async () => {
    const card = button.closest("dialog");
    try {
      await navigator.clipboard.writeText(text);
      card.querySelector("[role=status]").replaceChildren(...said);
    } catch {
      card.querySelector("textarea")?.remove();
      const field = element("textarea", text, { readonly: "", rows: "4", "aria-label": name });
      card.append(field);
      field.select();
    }
  });
  return button;
}

/* The project's form for a correction, filled in; its fields are those of .github/ISSUE_TEMPLATE/correction.yml. */
function reportLink(formAddress, id, fact) {
  const address = new URL(formAddress);
  const page = `${document.title} ${location.href.replace(/#.*/, "")}`;
  for (const [field, text] of Object.entries({ title: `Correction: ${id}`, page, fact: id, wrong: fact.statement })) {
    address.searchParams.set(field, text);
  }
  return element("a", "Report an error", { href: address });
}

/* What each source says: a link that lands at the place, its words in ours, and when it was checked; those beyond three are folded. */
function proofList(passages) {
  const listOf = (some) => {
    const list = element("ul", "", { class: "passages" });
    for (const { source, href, says, about } of some) {
      const item = document.createElement("li");
      item.append(element("a", source, { href }), `: ${says} `, element("small", about));
      list.append(item);
    }
    return list;
  };
  const [first, others] = [passages.slice(0, 3), passages.slice(3)];
  const parts = document.createDocumentFragment();
  parts.append(listOf(first));
  if (others.length) parts.append(folded(`${others.length} more`, listOf(others)));
  return parts;
}

function linkList(records) {
  const list = document.createElement("ul");
  for (const [words, href] of records) {
    const item = document.createElement("li");
    item.append(href ? element("a", words, { href }) : words);
    list.append(item);
  }
  return list;
}

/* What a computed number counts; a long list is folded. */
function whichList(items) {
  const list = element("ul", "", { class: "which" });
  list.append(...items.map((words) => element("li", words)));
  return items.length > 10 ? folded(`All ${items.length}`, list) : list;
}

function folded(summary, ...content) {
  const fold = document.createElement("details");
  fold.append(element("summary", summary), ...content);
  return fold;
}

function fieldsOf(content) {
  const fields = document.createElement("dl");
  const add = (name, value) => {
    const place = document.createElement("dd");
    place.append(value);
    fields.append(element("dt", name), place);
  };
  if (content.date) add("Date", content.date);
  if (content.support) add("Support", content.support);
  if (content.proof) add("Proof", proofList(content.proof));
  if (content.which) add("Which", whichList(content.which));
  if (content.inputs) add("Computed from", linkList(content.inputs));
  if (content.cell) add("Computed in", linkList([content.cell]));
  for (const [name, part] of [["Other answers", "rivals"], ["Earlier state", "earlier"], ["Later state", "later"]]) {
    if (content[part]) add(name, linkList(content[part]));
  }
  if (content.note) add("Note", content.note);
  return fields;
}

/* That an earlier edition said otherwise, with the way to what it said. */
function changedLine([words, href]) {
  const line = element("p", "", { class: "changed" });
  line.append(href ? element("a", words, { href }) : words);
  return line;
}

/* What the place that was tapped has to say first, and the statement.  One of them has the focus, so that a card that is higher
   than a phone begins at its top. */
function headOf(link, statement) {
  const lead = (link.closest("[data-lead]") ?? link.querySelector("[data-lead]"))?.dataset.lead;
  const parts = [...(lead ? [element("p", lead, { class: "lead" })] : []), element("p", statement, { class: "statement" })];
  parts[0].tabIndex = -1;
  parts[0].autofocus = true;
  return parts;
}

function showCard(link, content, { cite, report: formAddress }) {
  const id = link.hash.replace(/^#(fact|derived)-/, "");
  const card = document.createElement("dialog");
  card.className = "fact-card";
  card.setAttribute("aria-label", "Proof of this figure");
  const letter = `Correction for ${id}\n“${content.statement}”\n${link.href}\n\nWhat is wrong: \nA source that shows it: `;
  const how = element("a", "how to send it", { href: new URL("../chapters/about.html#correct-us", base) });
  const form = element("form", "", { method: "dialog" });
  form.append(
    element("a", "Open in the ledger", { href: link.href }),
    copyButton("Cite", `${content.statement} ${cite} ${link.href}`, ["The citation is copied."]),
    copyButton("Copy link", link.href, ["The link is copied."]),
    formAddress ? reportLink(formAddress, id, content) : copyButton("Report an error", letter, ["A letter about this is copied: ", how, "."]),
  );
  card.append(...headOf(link, content.statement), fieldsOf(content), form, element("p", "", { role: "status" }));
  if (content.changed) card.append(changedLine(content.changed));
  openCard(card, link);
}

/* --- an open card, and the browser's Back --------------------------------------------------------

   A card has an entry of the browser's history, with the same address as its page: Back closes it, Forward and a return to the
   page open it again, and a card that is closed otherwise goes back by itself.  A page opened from a file has no entries. */

const hasHistory = self.origin !== "null";
let goneBack = Promise.resolve();

function goBack() {
  goneBack = new Promise((done) => {
    addEventListener("popstate", done, { once: true });
    setTimeout(done, 500);
  });
  history.back();
}

/* Opens a card; ✕, a click beside it, Escape and Back close it, and the focus goes back to the link. */
async function openCard(card, link) {
  await goneBack;
  document.querySelector("dialog.fact-card[open]")?.dispatchEvent(new Event("replaced"));
  const corner = element("form", "", { method: "dialog", class: "corner" });
  corner.append(element("button", "✕", { "aria-label": "Close" }));
  card.prepend(corner);
  const address = location.href;
  if (hasHistory && history.state?.card !== link.hash) history.pushState({ card: link.hash }, "");
  const left = () => { if (history.state?.card !== link.hash) card.close(); };
  addEventListener("popstate", left);
  let replaced = false;
  card.addEventListener("replaced", () => { replaced = true; card.close(); });
  card.addEventListener("click", (event) => { if (event.target === card) card.close(); });
  // The theme keeps Escape for itself; here it closes the card.
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    card.close();
  });
  card.addEventListener("close", () => {
    card.remove();
    removeEventListener("popstate", left);
    if (replaced) return;
    if (hasHistory && history.state?.card === link.hash) goBack();
    if (location.href === address) link.focus();
  });
  document.body.append(card);
  card.showModal();
}

/* Opens the card of the entry of the history to which a reader comes back, if it is one of this sort. */
function comeBackTo(open) {
  const again = (hash) => {
    if (!hash || document.querySelector("dialog.fact-card[open]")) return;
    const link = [...document.querySelectorAll("article a[href*='#']")].find((one) => one.hash === hash);
    if (link) open(link);
  };
  addEventListener("popstate", () => again(history.state?.card));
  // The page's first script keeps it: the script of Sphinx that marks words wipes the entry before this one runs.
  const { card } = document.documentElement.dataset;
  if (!card) return;
  addEventListener("load", () => {
    history.replaceState({ card }, "");
    again(card);
  }, { once: true });
}

/* That the proof cannot be had: a reader without a connection stays where they read. */
function showNoConnection(link, again, [what, where] = ["the proof", "ledger"]) {
  const card = element("dialog", "", { class: "fact-card", "aria-label": "No connection" });
  const status = element("p", "", { role: "status" });
  const button = element("button", "Try again", { type: "button", class: "btn btn-outline-secondary" });
  button.addEventListener("click", async () => {
    status.textContent = "Asking again …";
    await again().catch(() => { status.textContent = "Still no connection."; });
  });
  const form = element("form", "", { method: "dialog" });
  form.append(button, element("a", `Open in the ${where}`, { href: link.href }));
  const words = element("p", `No connection: ${what} could not be loaded.`, { class: "statement", tabindex: "-1", autofocus: "" });
  card.append(words, form, status);
  openCard(card, link);
}

/* Asks once; an answer that did not come is asked for again the next time. */
function once(ask) {
  let answer;
  return (...given) => {
    answer ??= ask(...given);
    answer.catch(() => { answer = undefined; });
    return answer;
  };
}

/* Links that open a card where they stand: `load` is called when a reader comes near one, `open` when they choose it or come back to
   it, and `failed` where no card can be had. */
function answerTaps(ours, { load, open, failed }) {
  for (const sign of ["pointerover", "pointerdown", "focusin"]) {
    document.addEventListener(sign, ({ target }) => { const link = ours(target); if (link) load(link).catch(() => {}); }, { passive: true });
  }
  document.addEventListener("click", (event) => {
    const link = ours(event.target);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button || link.closest("dialog")) return;
    event.preventDefault();
    open(link).catch((error) => failed(link, error));
  });
  comeBackTo((link) => { if (ours(link)) open(link).catch(() => {}); });
}

/* The cards of a page are asked for when a reader comes near a number; and, so that they are there when a connection is not, when
   the browser has nothing else to do after a reader's first move, unless the reader saves data.  They would be a third of a first
   visit's weight.  A number that has no card leads to the ledger. */
function prepareCards() {
  const place = document.getElementById("fact-cards");
  if (!place) return;
  const ask = once((options) => fetch(new URL(place.dataset.src, location.href), options).then((answer) => (answer.ok ? answer.json() : {})));
  const open = async (link) => {
    const content = (await ask())[link.hash.slice(1)];
    if (content) showCard(link, content, place.dataset);
    else location.assign(link.href);
  };
  answerTaps((target) => target.closest?.("a[href*='#fact-'], a[href*='#derived-']"), {
    load: () => ask(),
    open,
    // From a file nothing can be asked for, and the ledger is beside the page.
    failed: (link) => (location.protocol === "file:" ? location.assign(link.href) : showNoConnection(link, () => open(link))),
  });
  if (location.protocol === "file:" || navigator.connection?.saveData === true) return;
  atFirstMove(() => whenIdle(() => ask({ priority: "low" }).catch(() => {})));
}

/* --- terms: a link to the glossary opens a card with the definition ---------------------------- */

/* The glossary is asked for once, when a reader comes near a term.  If it cannot be had, the link leads there. */
function prepareTerms() {
  const load = once(async (link) => {
    const answer = await fetch(link.href.replace(/#.*/, ""));
    if (!answer.ok) throw new Error(`The glossary: ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // An address of the glossary is one of that page, whichever page shows it.
    for (const one of page.querySelectorAll("dl.glossary a[href]")) one.href = new URL(one.getAttribute("href"), answer.url);
    return page;
  });
  const open = async (link) => {
    const page = await load(link);
    const name = page.getElementById(decodeURIComponent(link.hash.slice(1)));
    const meaning = name?.nextElementSibling;
    if (meaning?.tagName !== "DD") throw new Error(`The glossary has no ${link.hash}`);
    showTerm(link, name, meaning);
  };
  const ours = (target) => {
    const link = target.closest?.("a[href*='#term-']");
    return link?.querySelector(".std-term") ? link : null;
  };
  answerTaps(ours, {
    load,
    open,
    failed: (link, error) => {
      // A browser tells a connection that fails from a page that is not as expected.
      if (error instanceof TypeError && location.protocol !== "file:") showNoConnection(link, () => open(link), ["the meaning", "glossary"]);
      else location.assign(link.href);
    },
  });
}

function showTerm(link, name, meaning) {
  const card = element("dialog", "", { class: "fact-card term-card", "aria-label": "Meaning of a term" });
  const words = name.cloneNode(true);
  for (const mark of words.querySelectorAll(".headerlink")) mark.remove();
  const form = element("form", "", { method: "dialog" });
  form.append(element("a", "Open in the glossary", { href: link.href }));
  card.append(...headOf(link, words.textContent.trim()), ...meaning.cloneNode(true).childNodes, form);
  openCard(card, link);
}

/* --- files of a chart ----------------------------------------------------------------------- */

const MARGIN = 16;
let pen;

/* A text in lines of a width; what has no blank, as an address, breaks behind a stroke. */
function wrapped(text, font, width) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = font;
  const lines = [""];
  for (const word of text.match(/\S+?(?:\/(?=[^/\s])|$|(?=\s))\s*/g) ?? []) {
    const longer = lines.at(-1) + word;
    if (lines.at(-1) && pen.measureText(longer.trimEnd()).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trimEnd());
}

/* The picture to share: the chart as it is drawn now, between its title and subtitle above and its sources, date and address below,
   so that it says alone what it shows.  It has a white ground and the colours of the light theme, which are those of the marks:
   the stylesheet alone makes others of them. */
async function pictureOf(figure) {
  const chart = figure.querySelector(".chart-view svg")?.cloneNode(true) ?? await savedPicture(figure);
  const { width: inner, height: tall } = chart.viewBox.baseVal;
  for (const name of ["style", "class", "role", "aria-label"]) chart.removeAttribute(name);
  const part = (tag, text, attributes = {}) => {
    const made = document.createElementNS(chart.namespaceURI, tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const words = (place) => {
    const copy = place.cloneNode(true);
    for (const one of copy.querySelectorAll(".headerlink, .chart-made")) one.remove();
    return copy.textContent.trim().replace(/\s+/g, " ");
  };
  const [title, ...under] = [...figure.querySelectorAll("figcaption > p")].map(words);
  const source = words(figure.querySelector(".chart-source"));
  const page = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  const address = `${page.replace(/#.*/, "")}#${figure.id}`;
  const book = document.querySelector("meta[property='og:site_name']")?.content;
  const width = Math.max(Math.ceil(inner), 328) + 2 * MARGIN;
  const svg = part("svg", "", { xmlns: chart.namespaceURI });
  let y = MARGIN;
  const write = (text, size, weight, fill) => {
    for (const line of wrapped(text, `${weight} ${size}px "Factbook Sans"`, width - 2 * MARGIN)) {
      y += Math.round(size * 1.35);
      svg.append(part("text", line, {
        x: MARGIN, y: y - Math.round(size * 0.35), "font-size": `${size}px`, "font-weight": weight, "font-family": "Factbook Sans, sans-serif", fill,
      }));
    }
  };
  await document.fonts?.load('600 17px "Factbook Sans"').catch(() => {});
  write(title, 17, 600, "#23272e");
  y += 4;
  for (const text of under) write(text, 13, 400, "#5a6068");
  y += 12;
  for (const [name, value] of Object.entries({ x: MARGIN, y, width: inner, height: tall })) chart.setAttribute(name, value);
  svg.append(chart);
  y += tall + 8;
  write(source, 12, 400, "#5a6068");
  write([book, address.replace(/^https?:\/\//, "")].filter(Boolean).join(", "), 12, 400, "#5a6068");
  const height = Math.ceil(y + MARGIN);
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) svg.setAttribute(name, value);
  svg.prepend(
    part("title", title),
    part("desc", `${source} ${address}`),
    part("style", await fontsFor(svg.textContent)),
    part("rect", "", { width, height, fill: "#ffffff" }),
  );
  return { width, height, text: new XMLSerializer().serializeToString(svg) };
}

/* Points to a unit of a picture: sharp, and wide enough for what shows shared pictures. */
const scaleFor = (width) => Math.max(2, 1080 / width);

/* The font, to go into a picture: alone it knows none of the page.  Where the font cannot be had, the reader's own is used. */
async function fontsFor(text) {
  const parts = /[^\u0000-\u00ff\u2000-\u22ff]/.test(text) ? ["", "-extended"] : [""];
  const files = [400, 600].flatMap((weight) => parts.map((part) => [weight, part]));
  const rules = files.map(async ([weight, part]) => {
    const file = await fetch(new URL(`factbook-sans-${weight}${part}.woff2`, base));
    const bytes = new Uint8Array(await file.arrayBuffer());
    const content = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    const range = part ? "U+0100-017F, U+0218-021B, U+1E9E" : "U+0000-00FF, U+2000-22FF";
    return `@font-face { font-family: "Factbook Sans"; font-weight: ${weight}; unicode-range: ${range}; src: url("data:font/woff2;base64,${content}") format("woff2"); }`;
  });
  return Promise.all(rules).then((made) => made.join("\n"), () => "");
}

/* The picture of a chart that is not live, from its file; the letters that the file brings give way to those of the page. */
async function savedPicture(figure) {
  // Not what the browser has chosen: far from the screen it has not chosen yet.
  const text = await (await fetch(chartFile(figure.querySelector(".chart-view"), "svg"))).text();
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  svg.querySelector("style")?.remove();
  return document.importNode(svg, true);
}

async function pointsOf({ width, height, text }) {
  const picture = new Image();
  await new Promise((done, fail) => {
    picture.onload = done;
    picture.onerror = () => fail(new Error("The picture could not be drawn."));
    picture.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height].map((side) => Math.ceil(scaleFor(width) * side));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function prepareFiles() {
  for (const line of document.querySelectorAll(".chart-files")) {
    const figure = line.closest("figure");
    if (!figure.querySelector(".chart-view")) continue;
    const name = figure.id.slice("fig-".length);
    const button = (kind, make) => {
      const made = element("button", kind, { type: "button", "aria-label": `Chart as ${kind}` });
      made.addEventListener("click", async () => saveFile(`${name}.${kind.toLowerCase()}`, await make(await pictureOf(figure))));
      line.append(" · ", made);
    };
    button("SVG", ({ text }) => new Blob([text], { type: "image/svg+xml" }));
    button("PNG", pointsOf);
  }
}

/* A file of a chart, as it is drawn for this width. */
const chartFile = (view, kind) => `${view.dataset.chart}${onPhone.matches ? ".phone" : ""}.${kind}`;

/* --- live charts ---------------------------------------------------------------------------- */

let bundle;

async function enliven(view) {
  bundle ??= import(new URL("vega-live.js", base));
  const [answer] = await Promise.all([fetch(chartFile(view, "json")), bundle]);
  const spec = await answer.json();
  const live = document.createElement("div");
  await window.factbookEmbed(live, spec);
  const svg = live.querySelector("svg");
  const still = view.querySelector("picture");
  const drawn = still.querySelector(onPhone.matches ? "source" : "img");
  // The place of the picture, whatever the browser's fonts: what the reader sees does not jump.
  svg.setAttribute("width", drawn.getAttribute("width"));
  svg.style.aspectRatio = `${drawn.getAttribute("width")} / ${drawn.getAttribute("height")}`;
  // One picture with one description: its parts have no roles of their own.
  for (const part of svg.querySelectorAll("[role^='graphics-']")) for (const name of ["role", "aria-roledescription"]) part.removeAttribute(name);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", still.querySelector("img").alt);
  still.hidden = true;
  view.querySelector(":scope > div")?.remove();
  view.append(live);
  view.dataset.live = "yes";
}

function prepareCharts() {
  const views = document.querySelectorAll(".chart-view");
  if (!views.length || !("IntersectionObserver" in window)) return;
  const come = (view) => enliven(view).catch((error) => console.warn("The chart stays a picture:", error));
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      come(entry.target);
    }
  }, { rootMargin: "200px" });
  addEventListener("scroll", () => views.forEach((view) => near.observe(view)), { once: true, passive: true });
  // A phone that is turned, or a window that is drawn wider, gets the chart of its width.
  onPhone.addEventListener("change", () => { for (const view of views) if (view.dataset.live) come(view); });
}

/* --- judged articles: the next and the previous passage by keyboard --------------------------- */

/* What an address leads to may stand in a fold; not every browser opens it. */
function openFolds() {
  const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let fold = place && place.closest("details:not([open])");
  if (!fold) return;
  for (; fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
  place.scrollIntoView();
}

function prepareArticle() {
  openFolds();
  addEventListener("hashchange", openFolds);
  const passages = [...document.querySelectorAll(".article section.claim")];
  if (!passages.length) return;
  for (const passage of passages) passage.tabIndex = -1;
  document.addEventListener("keydown", (event) => {
    const step = { n: 1, p: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    // What is folded is passed over.
    const open = passages.filter((passage) => !passage.closest("details:not([open])"));
    if (!open.length) return;
    const here = open.indexOf(document.activeElement.closest?.(".article section.claim"));
    const next = open[here < 0 ? 0 : Math.min(open.length - 1, Math.max(0, here + step))];
    next.focus();
    next.scrollIntoView({ block: "start" });
  });
}

/* --- layout -----------------------------------------------------------------------------------

   The stylesheet puts off what is far from the screen, with a length from the build, so that a page can be read at once.  From a
   reader's first move on the rest is laid out too, a piece at a time while the browser has nothing else to do.  Then the page is
   `whole`, and every height is true. */

const PUT_OFF = "[data-far]";

function layOutAtFirstMove() {
  const parts = [...document.querySelectorAll(PUT_OFF)];
  const go = (deadline) => {
    do {
      const part = parts.shift();
      if (!part) return document.documentElement.classList.add("whole");
      part.style.contentVisibility = "visible";
      part.getBoundingClientRect(); // lays it out now, so that the time is counted
    } while (deadline.timeRemaining() > 10);
    whenIdle(go);
  };
  atFirstMove(() => whenIdle(go));
}

/* Does something once, when a reader begins to read on. */
function atFirstMove(work) {
  const moves = ["scroll", "keydown", "pointerdown"];
  const start = () => {
    for (const move of moves) removeEventListener(move, start);
    work();
  };
  for (const move of moves) addEventListener(move, start, { passive: true });
}

/* --- code and tables that are wider than their place: a key reaches them, and arrows scroll them ---- */

function prepareScrollers() {
  const sized = new ResizeObserver((entries) => {
    const measured = entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight]);
    for (const [target, scrolls] of measured) {
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const one of document.querySelectorAll("pre, .cell_output > .output, .pst-scrollable-table-container, .chart-table")) sized.observe(one);
}

/* --- the working: one switch for all its folds, remembered for all pages; on a phone code stays folded ---- */

const WORKING = "working";

function prepareWorking() {
  const button = document.querySelector(".working-switch button");
  if (!button) return;
  const show = (open) => {
    // Lengths are those of a page with its folds closed: an open one is laid out whole.
    if (open) document.documentElement.classList.add("whole");
    button.setAttribute("aria-pressed", open);
    const folds = onPhone.matches && open ? "details.working" : "details.working, details.working details.code";
    for (const fold of document.querySelectorAll(folds)) fold.open = open;
  };
  let shown = null;
  try { shown = localStorage.getItem(WORKING); } catch { /* a browser that remembers nothing */ }
  if (shown) show(true);
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    show(open);
    try {
      if (open) localStorage.setItem(WORKING, "shown");
      else localStorage.removeItem(WORKING);
    } catch { /* it holds for this page */ }
  });
}

/* --- on paper: a number leads to its proof by a mark, and a list at the end --------------------------

   The list is made from the cards when a page is printed: built into the page it would be an eighth of its weight for every
   reader, most of whom never print.  Nothing can be waited for at that moment, so the cards are asked for at once.  Where they
   cannot be had, and without scripts, the page says where the ledger is. */

function prepareNotes() {
  const place = document.getElementById("fact-cards");
  if (!place) return;
  const home = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  let cards;
  const load = () => {
    const request = new XMLHttpRequest();
    request.open("GET", new URL(place.dataset.src, location.href), false);
    request.send();
    return JSON.parse(request.responseText);
  };
  const isPrinted = (one) => !one.closest("details.working, details:not([open]), .answers:not(:has(:checked))");
  const item = ({ statement, proof }, address) => {
    const made = element("li", `${statement} `);
    const first = proof?.[0];
    if (first) made.append(`${first.source}, `, element("span", first.href.replace(/^https:\/\/|#.*/g, ""), { class: "address" }), ". ");
    made.append("Ledger: ", element("span", address, { class: "address" }));
    return made;
  };
  addEventListener("beforeprint", () => {
    try { cards ??= load(); } catch { return; }
    const numbers = new Map();
    const list = element("ol", "");
    let ledger;
    for (const link of document.querySelectorAll("article a[href*='#fact-'], article a[href*='#derived-']")) {
      const card = cards[link.hash.slice(1)];
      delete link.dataset.note;
      if (!card || !isPrinted(link)) continue;
      if (!numbers.has(link.hash)) {
        const address = new URL(link.getAttribute("href"), home).href;
        ledger ??= address.replace(/[^/]*$/, "");
        numbers.set(link.hash, numbers.size + 1);
        list.append(item(card, address.replace(ledger, "")));
      }
      link.dataset.note = numbers.get(link.hash);
    }
    if (!numbers.size) return;
    const section = element("section", "", { class: "paper-notes" });
    section.append(element("h2", "What the numbers rest on"),
      element("p", `Each mark in the text leads here: what was said, the first of its sources, and the place in the ledger that names them all. Addresses in the ledger begin with ${ledger}`), list);
    place.querySelector(".paper-notes")?.remove();
    place.classList.add("has-notes");
    place.append(section);
  });
}

/* --- the theme's button that prints; the policy of the pages allows no code inside them ---------- */

function preparePrinting() {
  document.querySelector(".btn-download-pdf-button")?.addEventListener("click", () => print());
}

/* --- search: facts are offered as a reader types; the script for that comes with the first letter --- */

function prepareSearchField() {
  const dialog = document.getElementById("pst-search-dialog");
  dialog?.querySelector("input").addEventListener("input", async () => {
    if (typeof prepareSearchDialog === "undefined") {
      const script = element("script", "", { src: new URL("facts.js", base) });
      const loaded = new Promise((done, fail) => { [script.onload, script.onerror] = [done, fail]; });
      document.head.append(script);
      try { await loaded; } catch { return; } // the field still leads to the search page
    }
    prepareSearchDialog(dialog);
  }, { once: true });
}

prepareWorking();
layOutAtFirstMove();
prepareSearchField();
preparePrinting();
prepareScrollers();
prepareArticle();
prepareCards();
prepareNotes();
prepareTerms();
prepareFiles();
prepareCharts();
