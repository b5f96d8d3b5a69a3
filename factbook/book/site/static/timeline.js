/* The timeline's filter by chapter, and the switch between what matters most and all.  Only the timeline loads it, after
   book.js, whose `element` and `keepInAddress` it uses.  Without it what matters most stands first and all stands below. */
"use strict";

const chapterOf = (item) => [...item.classList].find((name) => name.startsWith("chapter-")).slice("chapter-".length);

/* Shows one of the two lists, and in it the facts of the chosen chapters, or of all; gives how many. */
function showFacts(timeline, all, chosen) {
  const milestones = timeline.querySelector("#milestones");
  const years = [...timeline.querySelectorAll("section[id^='year-']")];
  const items = [...timeline.querySelectorAll(all ? ".timeline-year > li" : ".timeline-milestones > li")];
  for (const item of items) item.hidden = chosen.length > 0 && !chosen.includes(chapterOf(item));
  for (const year of years) year.hidden = !all || !year.querySelector(".timeline-year > li:not([hidden])");
  if (milestones) milestones.hidden = all;
  return items.filter((item) => !item.hidden).length;
}

function prepareTimeline() {
  const list = document.querySelector(".timeline-chapters");
  const timeline = list.parentElement;
  const count = timeline.querySelector(".timeline-count");
  const first = timeline.querySelectorAll(".timeline-milestones > li").length;
  const whole = timeline.querySelectorAll(".timeline-year > li").length;
  const asked = new URLSearchParams(location.search);
  const chapters = (asked.get("chapters") ?? "").split(",");
  const toggle = (text, pressed, attributes = {}) => element("button", text, { type: "button", "aria-pressed": pressed, ...attributes });
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";

  list.setAttribute("aria-label", "Show only facts of these chapters");
  const buttons = [...list.children].map((item) => {
    const name = item.querySelector("p");
    const button = toggle(name.textContent.trim(), chapters.includes(chapterOf(item)), { "data-chapter": chapterOf(item) });
    name.replaceWith(button);
    return button;
  });
  const most = toggle(`The ${first} that matter most`, true);
  const all = toggle(`All ${whole}`, false);
  if (first) {
    const choice = element("div", "", { class: "timeline-choice", role: "group", "aria-label": "How much to show" });
    choice.append(most, all);
    count.before(choice);
  }
  count.setAttribute("aria-live", "polite");

  const show = (keep = true) => {
    const chosen = buttons.filter(pressed).map((button) => button.dataset.chapter);
    const everything = !first || pressed(all);
    count.textContent = `${showFacts(timeline, everything, chosen)} of ${whole} facts shown.`;
    if (keep) keepInAddress({ chapters: chosen.join(","), all: first && everything ? "yes" : "" });
  };
  const choose = (everything) => {
    all.setAttribute("aria-pressed", everything);
    most.setAttribute("aria-pressed", !everything);
  };
  // An address or a link that leads into a year asks for all.
  const follow = () => {
    const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const year = place && place.closest("section[id^='year-']");
    if (!year || !timeline.contains(year) || !year.hidden) return;
    choose(true);
    show();
    place.scrollIntoView();
  };

  timeline.addEventListener("click", ({ target }) => {
    if (buttons.includes(target)) target.setAttribute("aria-pressed", !pressed(target));
    else if (target === all || target === most) choose(target === all);
    else return;
    show();
  });
  choose(asked.has("all"));
  show(false);
  follow();
  addEventListener("hashchange", follow);
}

prepareTimeline();
