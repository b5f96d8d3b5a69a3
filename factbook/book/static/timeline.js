/* The timeline's filter by chapter.  Only the timeline loads it, after book.js, whose `element` and `keepInAddress` it uses.
   Without it the timeline is whole. */
"use strict";

const chapterOf = (item) => [...item.classList].find((name) => name.startsWith("chapter-")).slice("chapter-".length);

function showChapters(timeline, chosen) {
  const items = [...timeline.querySelectorAll(".timeline-year > li")];
  for (const item of items) item.hidden = chosen.length > 0 && !chosen.includes(chapterOf(item));
  for (const year of timeline.querySelectorAll("section")) {
    year.hidden = !year.querySelector(".timeline-year > li:not([hidden])");
  }
  return `${items.filter((item) => !item.hidden).length} of ${items.length} facts shown.`;
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
    keepInAddress({ chapters: chosen().join(",") });
  });
  filter.append(...buttons);
  list.replaceWith(filter, count);
  count.textContent = showChapters(timeline, chosen());
}

prepareTimeline();
