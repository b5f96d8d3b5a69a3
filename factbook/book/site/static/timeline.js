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
  const timeline = list.parentElement;
  const count = timeline.querySelector(".timeline-count");
  const asked = (new URLSearchParams(location.search).get("chapters") ?? "").split(",");
  count.setAttribute("aria-live", "polite");
  list.setAttribute("aria-label", "Show only facts of these chapters");
  const buttons = [...list.children].map((item) => {
    const button = element("button", item.textContent.trim(),
      { type: "button", "data-chapter": chapterOf(item), "aria-pressed": asked.includes(chapterOf(item)) });
    item.replaceChildren(button);
    return button;
  });
  const chosen = () => buttons.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.dataset.chapter);
  list.addEventListener("click", ({ target }) => {
    if (!buttons.includes(target)) return;
    target.setAttribute("aria-pressed", target.getAttribute("aria-pressed") !== "true");
    count.textContent = showChapters(timeline, chosen());
    keepInAddress({ chapters: chosen().join(",") });
  });
  if (chosen().length) count.textContent = showChapters(timeline, chosen());
}

prepareTimeline();
