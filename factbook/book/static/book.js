/* What the pages do beyond reading: fact cards, live charts near the screen, and the timeline's filter.
   Without this script every number is a link to the ledger, every chart is a picture, and the timeline is whole. */
"use strict";

const base = new URL(".", document.currentScript.src);

/* --- cards ---------------------------------------------------------------------------------- */

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function listOf(items) {
  const list = document.createElement("ul");
  for (const item of items) list.append(element("li", item));
  return list;
}

/* A button that puts a text on the clipboard and says so; where that is not allowed, it shows the text to copy. */
function copyButton(name, text) {
  const button = element("button", name, { type: "button", class: "btn btn-outline-secondary" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      const field = element("textarea", text, { readonly: "", rows: "4", "aria-label": name });
      button.closest("dialog").append(field);
      field.select();
    }
  });
  return button;
}

function showCard(link, id, fact) {
  const card = document.createElement("dialog");
  card.className = "fact-card";
  card.setAttribute("aria-label", "Proof of this figure");
  card.append(element("p", fact.statement, { class: "statement" }));
  card.append(element("p", `${fact.date} · ${fact.support}`));
  card.append(listOf(fact.sources));
  if (fact.rivals) card.append(element("p", "Others answer differently:"), listOf(fact.rivals));
  const report = `Correction for the fact ${id}\n“${fact.statement}”\n${link.href}\n\nWhat is wrong: \nA source that shows it: `;
  const form = element("form", "", { method: "dialog" });
  form.append(
    element("a", "Open in the ledger", { href: link.href }),
    copyButton("Copy link", link.href),
    copyButton("Report an error", report),
    element("button", "Close", { class: "btn btn-outline-secondary" }),
  );
  card.append(form);
  card.addEventListener("click", (event) => { if (event.target === card) card.close(); });
  // The theme keeps Escape for itself; here it closes the card.
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    card.close();
  });
  card.addEventListener("close", () => { card.remove(); link.focus(); });
  document.body.append(card);
  card.showModal();
}

function prepareCards() {
  const data = document.getElementById("fact-cards");
  if (!data) return;
  const facts = JSON.parse(data.textContent);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#fact-']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button || link.closest("dialog")) return;
    const id = link.hash.slice("#fact-".length);
    if (!facts[id]) return;
    event.preventDefault();
    showCard(link, id, facts[id]);
  });
}

/* --- live charts ---------------------------------------------------------------------------- */

let bundle;

async function enliven(view) {
  bundle ??= import(new URL("vega-live.js", base));
  const [answer] = await Promise.all([fetch(view.dataset.chart), bundle]);
  const spec = await answer.json();
  const live = document.createElement("div");
  await window.factbookEmbed(live, spec);
  const svg = live.querySelector("svg");
  const still = view.querySelector("svg");
  // The place of the picture, whatever the browser's fonts: what the reader sees does not jump.
  svg.setAttribute("width", still.getAttribute("width"));
  svg.style.aspectRatio = `${still.getAttribute("width")} / ${still.getAttribute("height")}`;
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", still.getAttribute("aria-label"));
  view.replaceChildren(live);
  view.dataset.live = "yes";
}

function prepareCharts() {
  const views = document.querySelectorAll(".chart-view");
  if (!views.length || !("IntersectionObserver" in window)) return;
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      enliven(entry.target).catch((error) => console.warn("The chart stays a picture:", error));
    }
  }, { rootMargin: "200px" });
  addEventListener("scroll", () => views.forEach((view) => near.observe(view)), { once: true, passive: true });
}

/* --- the timeline's filter ------------------------------------------------------------------ */

const chapterOf = (item) => [...item.classList].find((name) => name.startsWith("chapter-")).slice("chapter-".length);

function showChapters(timeline, chosen) {
  const items = [...timeline.querySelectorAll(".timeline-year > li")];
  for (const item of items) item.hidden = chosen.length > 0 && !chosen.includes(chapterOf(item));
  for (const year of timeline.querySelectorAll("section")) {
    year.hidden = !year.querySelector(".timeline-year > li:not([hidden])");
  }
  return `${items.filter((item) => !item.hidden).length} of ${items.length} facts shown.`;
}

function keepInAddress(chosen) {
  const address = new URL(location.href);
  address.searchParams.delete("chapters");
  if (chosen.length) address.searchParams.set("chapters", chosen.join(","));
  // A page opened from a file may not change its address.
  if (self.origin !== "null") history.replaceState(history.state, "", address.href.replaceAll("%2C", ","));
}

function prepareTimeline() {
  const list = document.querySelector(".timeline-chapters");
  if (!list) return;
  const timeline = list.parentElement;
  const asked = (new URLSearchParams(location.search).get("chapters") ?? "").split(",");
  const filter = element("div", "", { class: "timeline-filter", role: "group", "aria-label": "Show only facts of these chapters" });
  const count = element("p", "", { class: "timeline-count", "aria-live": "polite" });
  const buttons = [...list.children].map((item) => element("button", item.textContent.trim(),
    { type: "button", "data-chapter": chapterOf(item), "aria-pressed": asked.includes(chapterOf(item)) }));
  const chosen = () => buttons.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.dataset.chapter);
  filter.addEventListener("click", ({ target }) => {
    if (!buttons.includes(target)) return;
    target.setAttribute("aria-pressed", target.getAttribute("aria-pressed") !== "true");
    count.textContent = showChapters(timeline, chosen());
    keepInAddress(chosen());
  });
  filter.append(...buttons);
  list.replaceWith(filter, count);
  count.textContent = showChapters(timeline, chosen());
}

/* --- the ledger's filter -------------------------------------------------------------------- */

/* The fields of an entry as the page shows them: { Name: "…", Value: "…", … }. */
function fieldsOf(entry) {
  const fields = { Statement: entry.querySelector(".statement").textContent };
  for (const name of entry.querySelectorAll("dt")) {
    fields[name.textContent.replace(/:$/, "")] = name.nextElementSibling.textContent.trim();
  }
  return fields;
}

function asCsv(rows) {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const cell = (text = "") => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [names, ...rows.map((row) => names.map((name) => row[name]))].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

function download(name, type, text) {
  const link = element("a", "", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

function prepareLedger() {
  const ledger = document.querySelector(".ledger");
  if (!ledger) return;
  const entries = [...ledger.querySelectorAll("section.entry")];
  const shown = () => entries.filter((entry) => !entry.hidden);
  const words = element("input", "", { type: "search", id: "ledger-words" });
  const support = element("select", "", { id: "ledger-support" });
  for (const level of ["", "official", "corroborated", "single", "relayed"]) {
    support.append(element("option", level || "any", { value: level }));
  }
  const count = element("p", "", { "aria-live": "polite", class: "ledger-count" });

  function apply() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of entries) {
      const text = entry.textContent.toLowerCase();
      entry.hidden = !wanted.every((word) => text.includes(word))
        || (support.value !== "" && !entry.classList.contains(`support-${support.value}`));
    }
    count.textContent = `${shown().length} of ${entries.length} facts`;
    const query = new URLSearchParams();
    if (words.value) query.set("words", words.value);
    if (support.value) query.set("support", support.value);
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
  }

  const query = new URLSearchParams(location.search);
  words.value = query.get("words") ?? "";
  support.value = query.get("support") ?? "";
  words.addEventListener("input", apply);
  support.addEventListener("change", apply);

  const form = element("form", "", { class: "ledger-filter", role: "search", "aria-label": "Filter the ledger" });
  form.addEventListener("submit", (event) => event.preventDefault());
  const csv = element("button", "Download as CSV", { type: "button", class: "btn btn-outline-secondary" });
  csv.addEventListener("click", () => download("facts.csv", "text/csv", asCsv(shown().map(fieldsOf))));
  const json = element("button", "Download as JSON", { type: "button", class: "btn btn-outline-secondary" });
  json.addEventListener("click", () => download("facts.json", "application/json", JSON.stringify(shown().map(fieldsOf), null, 1)));
  form.append(
    element("label", "Words: subject, source, number …", { for: "ledger-words" }), words,
    element("label", "Support", { for: "ledger-support" }), support, csv, json,
  );
  ledger.prepend(form, count);
  apply();
}

/* --- judged articles: the next and the previous passage by keyboard --------------------------- */

function prepareArticle() {
  const passages = [...document.querySelectorAll(".article section.claim")];
  if (!passages.length) return;
  for (const passage of passages) passage.tabIndex = -1;
  document.addEventListener("keydown", (event) => {
    const step = { n: 1, p: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    const here = passages.indexOf(document.activeElement.closest?.(".article section.claim"));
    const next = passages[here < 0 ? 0 : Math.min(passages.length - 1, Math.max(0, here + step))];
    next.focus();
    next.scrollIntoView({ block: "start" });
  });
}

/* --- the theme's button that prints; the policy of the pages allows no code inside them ---------- */

function preparePrinting() {
  document.querySelector(".btn-download-pdf-button")?.addEventListener("click", () => print());
}

preparePrinting();
prepareArticle();
prepareLedger();
prepareCards();
prepareCharts();
prepareTimeline();
