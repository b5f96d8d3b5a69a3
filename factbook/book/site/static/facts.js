/* What lists of facts do beyond reading: the filter of the ledger, the finder through all chapters, and the facts on the
   search page.  Only their pages load it, after book.js, whose `base`, `element`, `keepInAddress` and `saveFile` it uses.
   Without it the ledger is whole, and the finder is a list of links. */
"use strict";

/* --- words ----------------------------------------------------------------------------------- */

/* Numbers as one word: “1400” finds “1,400”. */
const joined = (text) => text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");

/* Words as they are compared: without case, accents, and commas in numbers. */
const plain = (text) => joined(text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());

/* A pattern for each word of a query: a number is found whole, a word by how it begins. */
function patternsOf(query) {
  return plain(query).split(/\s+/).filter(Boolean).map((word) => {
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(/^\p{N}/u.test(word) ? `(?<![\\p{N}\\p{L}]|[.,])${literal}(?![\\p{N}]|[.,]\\p{N})` : `(?<![\\p{L}\\p{N}])${literal}`, "u");
  });
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

/* --- one filter for the ledger and the finder ------------------------------------------------- */

/* The form of the page.  `apply` gets what is asked for after each change, and the address keeps it; `shown` names the facts
   that the buttons save. */
function prepareFilter(apply, shown) {
  const form = document.querySelector(".ledger-filter");
  const fields = [...form.elements].filter((field) => field.name);
  const asked = new URLSearchParams(location.search);
  for (const field of fields) field.value = asked.get(field.name) ?? "";
  const wanted = () => Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
  const change = () => { keepInAddress(wanted()); apply(wanted()); };
  let later;
  form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(change, 150); });
  form.addEventListener("reset", () => setTimeout(change));
  form.addEventListener("submit", (event) => event.preventDefault());
  const kinds = { csv: ["text/csv", asCsv], json: ["application/json", ({ rows }) => `${JSON.stringify(rows, null, 1)}\n`] };
  form.addEventListener("click", async ({ target }) => {
    const kind = target.dataset.save;
    if (!kind) return;
    const [type, write] = kinds[kind];
    try {
      saveFile(`facts.${kind}`, new Blob([write(await rowsOf(shown()))], { type }));
    } catch {
      say(NOT_LOADED);
    }
  });
  return wanted();
}

const say = (text) => { document.querySelector(".ledger-count").textContent = text; };

function offerSources(publishers) {
  const names = [...new Set(publishers)].sort((one, other) => one.localeCompare(other, "en"));
  document.getElementById("ledger-sources").replaceChildren(...names.map((value) => element("option", "", { value })));
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
const counted = (some, all) => `${some} of ${all} facts`;

/* --- the ledger of a chapter: its entries stay or hide ---------------------------------------- */

function fieldOf(entry, name) {
  const term = [...entry.querySelectorAll("dt")].find((dt) => dt.textContent === name);
  return term?.nextElementSibling;
}

/* What the filter looks at in an entry, as the page shows it. */
function recordOf(entry) {
  const links = (name, start) => [...fieldOf(entry, name).querySelectorAll(`a[href*="#${start}"]`)];
  const passages = [...fieldOf(entry, "Proof").querySelectorAll("li")];
  const publishers = passages.map((one) => one.querySelector("a").textContent.replace(/ \([^()]*\)$/, ""));
  const ids = links("Proof", "source-").map((link) => link.hash.slice("#source-".length));
  return {
    entry,
    id: entry.id.slice("fact-".length),
    text: plain(entry.textContent),
    support: [...entry.classList].find((name) => name.startsWith("support-")).slice("support-".length),
    subjects: links("About", "subject-").map((link) => link.hash.slice("#subject-".length)),
    publishers,
    sources: ids.map((id, i) => plain(`${publishers[i]} ${id}`)),
  };
}

function prepareLedger() {
  const ledger = document.querySelector(".ledger");
  if (!ledger) return;
  const elsewhere = ledger.querySelector(".ledger-filter > a");
  let read;
  // Read when a reader begins: it takes a phone a while.
  const records = () => {
    if (!read) {
      read = [...ledger.querySelectorAll("section.entry")].map(recordOf);
      offerSources(read.flatMap((record) => record.publishers));
    }
    return read;
  };
  const shown = () => records().filter((record) => !record.entry.hidden).map((record) => record.id);
  const apply = (wanted) => {
    for (const record of records()) record.entry.hidden = !fits(record, wanted);
    say(counted(shown().length, records().length));
    elsewhere.search = location.search;
  };
  ledger.querySelector(".ledger-filter").addEventListener("focusin", records, { once: true });
  const wanted = prepareFilter(apply, shown);
  if (anyWanted(wanted)) apply(wanted);
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
  const list = element("ul", "", { class: "found-facts" });
  const more = element("button", "Show all", { type: "button", class: "btn btn-outline-secondary", hidden: "" });
  let found = [];
  let turns = 0;
  const show = (all, most) => {
    list.replaceChildren(...found.slice(0, most).map((fact) => foundItem(all, fact)));
    more.hidden = found.length <= most;
  };
  const offered = async () => {
    const all = await load("facts");
    if (!document.querySelector("#ledger-sources option")) offerSources(Object.values(all.publishers));
    return all;
  };
  const apply = async (wanted) => {
    const turn = ++turns;
    try {
      const all = await offered();
      if (turn !== turns) return;
      found = anyWanted(wanted) ? all.facts.filter((fact) => fits({
        text: searched(all, fact), support: fact.support, chapter: fact.chapter,
        subjects: fact.subject.split(";").map((code) => code.replace(":", "-")),
        sources: fact.sources.split(";").map((source) => plain(`${all.publishers[source]} ${source}`)),
      }, wanted)) : [];
      say(counted(found.length, all.facts.length));
      show(all, MOST);
    } catch {
      say(NOT_LOADED);
    }
  };
  more.addEventListener("click", async () => {
    show(await load("facts"), found.length);
    list.children[MOST].querySelector("a").focus();
  });
  finder.querySelector(".ledger-count").after(list, more);
  const wanted = prepareFilter(apply, () => found.map((fact) => fact.fact_id));
  finder.querySelector(".ledger-filter").addEventListener("focusin", () => offered().catch(() => say(NOT_LOADED)), { once: true });
  if (anyWanted(wanted)) apply(wanted);
}

/* --- the search page: facts above the pages --------------------------------------------------- */

/* How well a fact answers: its value first, then its statement, then what it is about.  Of equals, what more pages use is first. */
function scoreOf(all, fact, patterns) {
  const fields = [[8, fact.value ?? ""], [8, fact.value_max ?? ""], [3, fact.statement], [2, fact.fact_id],
    [2, fact.subject.split(";").map((code) => all.subjects[code]).join(" ")]];
  return patterns.flatMap((pattern) => fields.map(([weight, text]) => (pattern.test(plain(text)) ? weight : 0))).reduce((a, b) => a + b, 0);
}

/* The facts that answer a query, best first. */
function answersOf(all, query) {
  const patterns = patternsOf(query);
  return all.facts.filter((fact) => patterns.every((pattern) => pattern.test(searched(all, fact))))
    .map((fact) => ({ fact, score: scoreOf(all, fact, patterns), pages: fact.used_on?.length ?? 0 }))
    .sort((one, other) => other.score - one.score || other.pages - one.pages)
    .map(({ fact }) => fact);
}

/* The pages and sections whose headings a query names, pages first. */
function pagesFor(all, query) {
  const patterns = patternsOf(query);
  const found = all.headings.filter(([, , words]) => patterns.every((pattern) => pattern.test(plain(words))));
  return [...found.filter(([, anchor]) => !anchor), ...found.filter(([, anchor]) => anchor)];
}

function pageItem(all, [page, anchor, words]) {
  const item = document.createElement("li");
  item.append(element("a", words, { href: addressOf(page, anchor) }));
  const title = all.headings.find(([one, inside]) => one === page && !inside)?.[2];
  if (anchor) item.append(element("small", ` in ${title}`));
  return item;
}

/* A place for the facts that answer what is typed in a field, and what fills it.  Of two answers the later query's stays. */
function answersBelow(heading, most, mostPages = 0) {
  const section = element("section", "", { class: "search-facts", "aria-label": "Facts" });
  const status = element("p", "", { role: "status" });
  const list = element("ul", "", { class: "found-facts" });
  const finder = element("a", "All of them in the finder", { hidden: "" });
  const pages = element("ul", "", { class: "found-pages", "aria-label": "Pages" });
  section.append(...(heading ? [element("h2", heading)] : []), pages, status, list, finder);
  section.hidden = true;
  let turns = 0;
  const show = async (query) => {
    const turn = ++turns;
    section.hidden = query.length < 2;
    if (section.hidden) return;
    if (!list.children.length) status.textContent = "Looking through the facts …";
    try {
      const all = await load("facts");
      if (turn !== turns) return;
      const found = answersOf(all, query);
      const headed = pagesFor(all, query).slice(0, mostPages);
      pages.replaceChildren(...headed.map((page) => pageItem(all, page)));
      // That no fact fits is worth saying where nothing else was found.
      if (found.length) status.textContent = `${counted(found.length, all.facts.length)} answer to “${query}”.`;
      else if (headed.length) status.textContent = "";
      else status.textContent = `No fact has the words “${query}”.${mostPages ? " Enter looks through the pages." : ""}`;
      list.replaceChildren(...found.slice(0, most).map((fact) => foundItem(all, fact)));
      finder.href = `${addressOf("chapters/ledger/0-find")}?${new URLSearchParams({ words: query })}`;
      finder.hidden = found.length <= most;
      return found.length;
    } catch {
      status.textContent = NOT_LOADED;
    }
    return 0;
  };
  return { section, show };
}

/* Show answers as a reader types. */
function followField(field, show) {
  let later;
  field.addEventListener("input", () => { clearTimeout(later); later = setTimeout(() => show(field.value.trim()), 150); });
}

/* The dialog that every page has: book.js loads this script when a reader begins to type there. */
function prepareSearchDialog(dialog) {
  const { section, show } = answersBelow("", 5, 3);
  const field = dialog.querySelector("input");
  dialog.append(section);
  followField(field, show);
  show(field.value.trim());
}

/* What a page says, without what stands around it: the theme's buttons and contents, drawings, tables of charts. */
function textOfPage(html, anchor) {
  const all = new DOMParser().parseFromString(html, "text/html");
  const page = all.querySelector("article") ?? all.querySelector("[role=main]");
  for (const one of page?.querySelectorAll(".headerlink, script, style, svg, form, .on-paper, .chart-table, .cell_input, .judgement, .passage-strip, .verdict-count, [id^=passages-] > :is(h2, h3)") ?? []) one.remove();
  return ((anchor && page?.querySelector(anchor)) || page)?.textContent.replace(/\s+/g, " ").trim() || " ";
}

/* A number alone asks for what the book says, not for a count of rows or a day in a list of sources: of pages, those come that
   use a fact with it, or have it in a heading. */
async function keepToFacts(query) {
  const all = await load("facts").catch(() => undefined);
  const uses = new Set(all && answersOf(all, query).flatMap((fact) => fact.used_on ?? []));
  if (!uses.size) return;
  const patterns = patternsOf(query);
  const inHeading = (words) => patterns.every((pattern) => pattern.test(plain(words)));
  const perform = Search._performSearch;
  Search._performSearch = (...given) =>
    perform(...given).filter(([page, title, anchor]) => inHeading(title) || (!anchor && uses.has(page)));
}

async function prepareSearch() {
  const results = document.getElementById("search-results");
  if (!results) return;
  Search.htmlToText = textOfPage;
  // Sphinx leaves numbers out of a query, though its index holds them.
  const parse = Search._parseQuery;
  Search._parseQuery = (given) => {
    const query = joined(given);
    const parsed = parse(query);
    for (const number of splitQuery(query).filter((word) => /^\d+$/.test(word))) {
      parsed[1].add(number);
      parsed[3].add(number);
    }
    return parsed;
  };
  const { section, show: showFacts } = answersBelow("Facts", 10);
  results.before(section);
  // Where no fact fits, pages are first.
  const show = async (query) => {
    const count = await showFacts(query);
    if (count !== undefined) results[count ? "before" : "after"](section);
  };
  followField(document.querySelector(".bd-search-container input[name=q]"), show);
  const query = new URLSearchParams(location.search).get("q")?.trim();
  if (!query) return;
  results.hidden = true; // the pages wait for the facts above them, so that nothing jumps
  if (/^[\d\s.,]+$/.test(query)) await keepToFacts(query);
  Search.loadIndex(new URL("../searchindex.js", base));
  await show(query);
  results.hidden = false;
}

prepareLedger();
prepareFinder();
// The search engine stands after this script, and starts itself when the page is there.
document.addEventListener("DOMContentLoaded", prepareSearch);
