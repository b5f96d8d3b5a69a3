/* Judging passages: which ones are shown (?claims=a,b or ?random), and the step to the book's verdict, which waits until a reader has
   ticked one of their own.  Nothing is stored or sent. */

function prepareJudging() {
  const page = document.querySelector(".judge");
  const passages = [...page.querySelectorAll(".judge-passage")];
  const others = page.querySelector("details.judge-others");
  const shown = page.querySelector(".judge-shown");
  const idOf = (passage) => passage.id.replace(/^passage-/, "");

  const show = (ids) => {
    for (const passage of passages) passage.hidden = !ids.includes(idOf(passage));
    if (others) {
      others.open = passages.some((passage) => !passage.hidden && others.contains(passage));
      others.hidden = !others.open;
    }
    for (const box of page.querySelectorAll("[name=claims]")) box.checked = ids.includes(box.value);
    const first = passages.find((passage) => !passage.hidden);
    const number = ids.length;
    shown.textContent = `${number} ${number === 1 ? "passage is" : "passages are"} shown.`;
    first.tabIndex = -1;
    first.focus();
  };

  const asked = new URLSearchParams(location.search);
  const known = passages.map(idOf);
  const wanted = asked.getAll("claims").flatMap((some) => some.split(",")).filter((id) => known.includes(id));
  if (asked.has("random")) {
    const drawn = known[Math.floor(Math.random() * known.length)];
    history.replaceState(null, "", `?claims=${drawn}`); // an address that is sent on shows the same passage
    show([drawn]);
  }
  else if (wanted.length) show(wanted);
  else if (asked.has("claims")) shown.textContent = "The address names no passage of this article: the usual set is shown.";

  for (const passage of passages) {
    const compare = passage.querySelector(".judge-compare");
    const hint = passage.querySelector(".judge-hint");
    const own = (what) => passage.querySelector(`[name="${idOf(passage)}-${what}"]:checked`);
    compare.querySelector("summary").addEventListener("click", (event) => {
      if (compare.open || (own("verdict") && own("before"))) { hint.textContent = ""; return; }
      event.preventDefault();
      hint.textContent = "First tick your own verdict, and how sure you are.";
    });
  }
}

prepareJudging();
