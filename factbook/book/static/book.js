/* What the pages do beyond reading: fact cards, and live charts near the screen.
   Without this script every number is a link to the ledger and every chart is a picture. */
"use strict";

const base = new URL(".", document.currentScript.src);

/* --- cards ---------------------------------------------------------------------------------- */

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function showCard(link, fact) {
  const card = document.createElement("dialog");
  card.className = "fact-card";
  card.setAttribute("aria-label", "Proof of this figure");
  card.append(element("p", fact.statement, { class: "statement" }));
  card.append(element("p", `${fact.date} · ${fact.support}`));
  const list = document.createElement("ul");
  for (const source of fact.sources) list.append(element("li", source));
  card.append(list);
  const form = element("form", "", { method: "dialog" });
  form.append(element("a", "Open in the ledger", { href: link.href }), element("button", "Close", { class: "btn btn-outline-secondary" }));
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
    const fact = facts[link.hash.slice("#fact-".length)];
    if (!fact) return;
    event.preventDefault();
    showCard(link, fact);
  });
}

/* --- live charts ---------------------------------------------------------------------------- */

let bundle;

async function enliven(view) {
  const spec = JSON.parse(view.parentElement.querySelector("script.chart-spec").textContent);
  bundle ??= import(new URL("vega-live.js", base));
  await bundle;
  const live = document.createElement("div");
  await window.factbookEmbed(live, spec);
  const svg = live.querySelector("svg");
  const still = view.querySelector("svg");
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

prepareCards();
prepareCharts();
