/* What lists of facts do beyond reading: the filters of the ledger and of the timeline, the finder through all chapters,
   and the facts on the search page.  Only their pages load it, after book.js, whose `base`, `element` and `saveFile` it uses.
   Without it the ledger and the timeline are whole, and the finder is a list of links. */
"use strict";

/* --- words and addresses ---------------------------------------------------------------------- */

/* Words as they are compared: without case and accents. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/* A pattern for each word of a query: a number is found whole, a word by how it begins. */
function patternsOf(query) {
  return plain(query).split(/\s+/).filter(Boolean).map((word) => {
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(/^\p{N}/u.test(word) ? `(?<![\\p{N}\\p{L}]|[.,])${literal}(?![\\p{N}]|[.,]\\p{N})` : `(?<![\\p{L}\\p{N}])${literal}`, "u");
  });
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

/* --- the file of all facts -------------------------------------------------------------------- */

const fetched = {};

/* A file beside the pages, asked for once, and only when a reader needs it. */
function load(name) {
  fetched[name] ??= fetch(new URL(`../_facts/${name}.json`, base)).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  });
  return fetched[name];
}

const NOT_LOADED = "The file of all facts could not be loaded.";
const addressOf = (page, anchor = "") => new URL(`../${page}.html${anchor && `#${anchor}`}`, base).href;
const publishersOf = (all, fact) => [...new Set(fact.sources.split(";").map((source) => all.publishers[source]))];

/* The facts with these names as rows of the table, with the addresses of their sources. */
async function rowsOf(ids) {
  const [all, addresses] = await Promise.all([load("facts"), load("addresses")]);
  const wanted = new Set(ids);
  const names = [...all.columns, "source_urls"];
  const rows = all.facts.filter((fact) => wanted.has(fact.fact_id)).map((fact) => {
    const urls = fact.sources.split(";").map((source) => addresses[source]).join(" ");
    return Object.fromEntries(names.map((name) => [name, name === "source_urls" ? urls : fact[name] ?? ""]));
  });
  return { names, rows };
}

function asCsv({ names, rows }) {
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [names, ...rows.map((row) => names.map((name) => row[name]))].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

/* Two buttons that save the facts that are shown. */
function saveButtons(shown, count) {
  const kinds = [["CSV", "text/csv", asCsv], ["JSON", "application/json", ({ rows }) => `${JSON.stringify(rows, null, 1)}\n`]];
  return kinds.map(([kind, type, write]) => {
    const button = element("button", `Download as ${kind}`, { type: "button", class: "btn btn-outline-secondary" });
    button.addEventListener("click", async () => {
      try {
        saveFile(`facts.${kind.toLowerCase()}`, new Blob([write(await rowsOf(shown()))], { type }));
      } catch {
        count.textContent = NOT_LOADED;
      }
    });
    return button;
  });
}

const chapterOf = (item) => [...item.classList].find((name) => name.startsWith("chapter-")).slice("chapter-".length);

/* --- one filter for the ledger and the finder ------------------------------------------------- */

/* A form with a field for each filter.  `choices` are the filters with a fixed list: name → { label, options: [[value, text]] }.
   `apply` gets what is asked for, at once and after each change; the address keeps it. */
function filterForm(choices, apply) {
  const form = element("form", "", { class: "ledger-filter", role: "search", "aria-label": "Filter the facts" });
  const fields = {};
  const add = (name, label, field) => {
    field.id = `ledger-${name}`;
    const box = element("div", "");
    box.append(element("label", label, { for: field.id }), field);
    form.append(box);
    fields[name] = field;
  };
  add("words", "Words or numbers", element("input", "", { type: "search" }));
  for (const [name, { label, options }] of Object.entries(choices)) {
    const select = document.createElement("select");
    for (const [value, text] of [["", "any"], ...options]) select.append(element("option", text, { value }));
    add(name, label, select);
  }
  add("source", "Source", element("input", "", { type: "search", list: "ledger-sources", autocomplete: "off" }));
  form.append(element("datalist", "", { id: "ledger-sources" }));

  const asked = new URLSearchParams(location.search);
  for (const [name, field] of Object.entries(fields)) field.value = asked.get(name) ?? "";
  const wanted = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value.trim()]));
  let later;
  form.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(() => { keepInAddress(wanted()); apply(wanted()); }, 150);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const empty = element("button", "Clear", { type: "reset", class: "btn btn-outline-secondary" });
  form.append(empty);
  form.addEventListener("reset", () => setTimeout(() => { keepInAddress(wanted()); apply(wanted()); }));
  return { form, wanted };
}

function offerSources(form, publishers) {
  const names = [...new Set(publishers)].sort((one, other) => one.localeCompare(other, "en"));
  form.querySelector("datalist").replaceChildren(...names.map((value) => element("option", "", { value })));
}

/* Whether a record fits: { text, subjects, sources, support, chapter }. */
function fits(record, wanted) {
  const about = patternsOf(wanted.words);
  const source = plain(wanted.source);
  return about.every((pattern) => pattern.test(record.text))
    && (!wanted.support || record.support === wanted.support)
    && (!wanted.chapter || record.chapter === wanted.chapter)
    && (!wanted.subject || record.subjects.includes(wanted.subject))
    && (!source || record.sources.some((text) => text.includes(source)));
}

const anyWanted = (wanted) => Object.values(wanted).some(Boolean);
const LEVELS = ["official", "corroborated", "single", "relayed"].map((level) => [level, level]);
const counted = (some, all) => `${some} of ${all} facts`;

/* --- the ledger of a chapter: its entries stay or hide ---------------------------------------- */

function fieldOf(entry, name) {
  const term = [...entry.querySelectorAll("dt")].find((dt) => dt.textContent.startsWith(name));
  return term?.nextElementSibling;
}

/* What the filter looks at in an entry, as the page shows it. */
function recordOf(entry) {
  const links = (name, start) => [...fieldOf(entry, name).querySelectorAll(`a[href*="#${start}"]`)];
  const subjects = links("About", "subject-").map((link) => [link.hash.slice("#subject-".length), link.textContent]);
  const sources = links("Sources", "source-");
  const publishers = sources.map((link) => link.textContent.replace(/ \([^()]*\)$/, ""));
  return {
    entry,
    id: entry.id.slice("fact-".length),
    text: plain(entry.textContent),
    support: [...entry.classList].find((name) => name.startsWith("support-")).slice("support-".length),
    subjects: subjects.map(([code]) => code),
    names: subjects,
    publishers,
    sources: sources.map((link, i) => plain(`${publishers[i]} ${link.hash.slice("#source-".length)}`)),
  };
}

function prepareLedger() {
  const ledger = document.querySelector(".ledger");
  if (!ledger) return;
  const records = [...ledger.querySelectorAll("section.entry")].map(recordOf);
  const subjects = [...new Map(records.flatMap((record) => record.names))].sort(([, one], [, other]) => one.localeCompare(other, "en"));
  const count = element("p", "", { "aria-live": "polite", class: "ledger-count" });
  const elsewhere = element("a", "Look through all chapters");
  const apply = (wanted) => {
    for (const record of records) record.entry.hidden = !fits(record, wanted);
    count.textContent = counted(shown().length, records.length);
    elsewhere.href = new URL(`0-find.html${location.search}`, location.href);
  };
  const shown = () => records.filter((record) => !record.entry.hidden).map((record) => record.id);
  const { form, wanted } = filterForm({
    subject: { label: "About", options: subjects },
    support: { label: "Support", options: LEVELS },
  }, apply);
  offerSources(form, records.flatMap((record) => record.publishers));
  form.append(...saveButtons(shown, count), elsewhere);
  ledger.prepend(form, count);
  apply(wanted());
}

/* --- the finder: all facts, asked for when a reader begins ------------------------------------- */

const MOST = 50;

/* A fact as the finder and the search show it: statement, what is known of it, the pages that use it. */
function foundItem(all, fact) {
  const item = document.createElement("li");
  const statement = element("p", "", { class: "statement" });
  statement.append(element("a", fact.statement, { href: addressOf(fact.page, `fact-${fact.fact_id}`) }));
  const known = [fact.date, fact.support, publishersOf(all, fact).join("; ")].join(" · ");
  const where = element("p", "Used on: ", { class: "found-where" });
  for (const [i, page] of (fact.used_on ?? []).entries()) where.append(i ? "; " : "", element("a", all.pages[page], { href: addressOf(page) }));
  if (!fact.used_on) where.textContent = "On no page of this edition but the ledger.";
  item.append(statement, element("p", known, { class: "found-known" }), where);
  return item;
}

const searched = (all, fact) => plain([fact.statement, fact.printed, fact.fact_id, fact.note, publishersOf(all, fact).join(" "),
  ...fact.subject.split(";").map((code) => all.subjects[code])].join(" "));

function prepareFinder() {
  const finder = document.querySelector(".fact-finder");
  if (!finder) return;
  const chapters = [...new Map([...finder.querySelectorAll(".ledger-pages > [class*='chapter-']")]
    .map((item) => [chapterOf(item), item.querySelector("a").textContent.replace(/, part \d+$/, "")]))];
  const subjects = [...finder.querySelectorAll(".subject-facts")].map((list) =>
    [list.id.slice("subject-".length), list.closest("details").querySelector("summary").textContent.replace(/: \d+$/, "")]);
  const count = element("p", "Type or choose: facts of all chapters appear here.", { "aria-live": "polite", class: "ledger-count" });
  const list = element("ul", "", { class: "found-facts" });
  const more = element("button", "Show all", { type: "button", class: "btn btn-outline-secondary", hidden: "" });
  let found = [];

  const show = (all, most) => {
    list.replaceChildren(...found.slice(0, most).map((fact) => foundItem(all, fact)));
    more.hidden = found.length <= most;
  };
  let asked = 0;
  const apply = async (wanted) => {
    const turn = ++asked;
    let all;
    try {
      all = await load("facts");
    } catch {
      count.textContent = NOT_LOADED;
      return;
    }
    if (turn !== asked) return;
    offerSources(form, Object.values(all.publishers));
    found = anyWanted(wanted) ? all.facts.filter((fact) => fits({
      text: searched(all, fact), support: fact.support, chapter: fact.chapter,
      subjects: fact.subject.split(";").map((code) => code.replace(":", "-")),
      sources: fact.sources.split(";").map((source) => plain(`${all.publishers[source]} ${source}`)),
    }, wanted)) : [];
    count.textContent = counted(found.length, all.facts.length);
    show(all, MOST);
    more.onclick = () => { show(all, found.length); list.children[MOST].querySelector("a").focus(); };
  };
  const { form, wanted } = filterForm({
    chapter: { label: "Chapter", options: chapters },
    subject: { label: "About", options: subjects },
    support: { label: "Support", options: LEVELS },
  }, apply);
  form.append(...saveButtons(() => found.map((fact) => fact.fact_id), count));
  form.addEventListener("focusin", () => load("facts").then((all) => offerSources(form, Object.values(all.publishers)), () => {}), { once: true });
  finder.prepend(form, count, list, more);
  if (anyWanted(wanted())) apply(wanted());
}

/* --- the search page: facts above the pages --------------------------------------------------- */

/* How well a fact answers: its value first, then its statement, then what it is about.  Of equals, what more pages use is first. */
function scoreOf(all, fact, patterns) {
  const fields = [[8, fact.value ?? ""], [8, fact.value_max ?? ""], [3, fact.statement], [2, fact.fact_id],
    [2, fact.subject.split(";").map((code) => all.subjects[code]).join(" ")]];
  return patterns.flatMap((pattern) => fields.map(([weight, text]) => (pattern.test(plain(text)) ? weight : 0))).reduce((a, b) => a + b, 0);
}

async function prepareSearch() {
  const results = document.getElementById("search-results");
  if (!results) return;
  // Sphinx leaves numbers out of a query, though its index holds them.
  const parse = Search._parseQuery;
  Search._parseQuery = (query) => {
    const parsed = parse(query);
    for (const number of splitQuery(query).filter((word) => /^\d+$/.test(word))) {
      parsed[1].add(number);
      parsed[3].add(number);
    }
    return parsed;
  };
  const query = new URLSearchParams(location.search).get("q")?.trim();
  if (!query) return;
  const section = element("section", "", { class: "search-facts", "aria-labelledby": "search-facts" });
  const status = element("p", "Looking through the facts …", { role: "status" });
  section.append(element("h2", "Facts", { id: "search-facts" }), status);
  results.before(section);
  try {
    const all = await load("facts");
    const patterns = patternsOf(query);
    const found = all.facts.filter((fact) => patterns.every((pattern) => pattern.test(searched(all, fact))))
      .map((fact) => ({ fact, score: scoreOf(all, fact, patterns), pages: fact.used_on?.length ?? 0 }))
      .sort((one, other) => other.score - one.score || other.pages - one.pages);
    status.textContent = `${counted(found.length, all.facts.length)} answer to “${query}”.`;
    const list = element("ul", "", { class: "found-facts" });
    list.append(...found.slice(0, 10).map(({ fact }) => foundItem(all, fact)));
    const finder = element("a", "All of them in the finder", { href: `${addressOf("chapters/ledger/0-find")}?${new URLSearchParams({ words: query })}` });
    section.append(list);
    if (found.length > 10) section.append(finder);
  } catch {
    status.textContent = NOT_LOADED;
  }
}

/* --- the timeline's filter ------------------------------------------------------------------ */

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

prepareLedger();
prepareFinder();
prepareSearch();
prepareTimeline();
