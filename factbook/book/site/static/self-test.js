/* The self-test: an option can be chosen, and the page says whether it is right.  Nothing is stored or sent; the count is forgotten when
   the page is left. */

function prepareSelfTest() {
  const page = document.querySelector(".self-test");
  const made = (tag, text, attributes) => {
    const element = Object.assign(document.createElement(tag), { textContent: text });
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const count = made("p", "", { class: "self-count", role: "status" });
  page.prepend(count);
  const state = new Map();

  const say = () => {
    const right = [...state.values()].filter(Boolean).length;
    count.textContent = state.size ? `${right} of ${state.size} right so far.` : "";
  };

  for (const item of page.querySelectorAll("li.task")) {
    const options = item.querySelector("ol.task-options");
    const answer = item.querySelector("details.self-answer");
    const key = answer.querySelector(".self-key").textContent.trim()[0];
    const question = item.querySelector("p");
    const said = made("p", "", { class: "self-said", role: "status" });
    question.id = `${item.id}-asks`;
    options.setAttribute("role", "radiogroup");
    options.setAttribute("aria-labelledby", question.id);
    [...options.children].forEach((option, place) => {
      const letter = "abcde"[place];
      const words = option.querySelector("p");
      words.id = `${item.id}-${letter}`;
      option.setAttribute("role", "presentation");
      const box = made("input", "", { type: "radio", name: item.id, autocomplete: "off", "aria-labelledby": words.id });
      option.prepend(box);
      words.addEventListener("click", ({ target }) => { if (!target.closest("a")) box.click(); });
      box.addEventListener("change", () => {
        const isRight = letter === key;
        said.textContent = isRight ? "✓ Right." : "✗ Not right. Try another option, or open the answer.";
        said.classList.toggle("is-right", isRight);
        answer.open = isRight;
        state.set(item.id, isRight);
        say();
      });
    });
    answer.before(said);
  }
}

prepareSelfTest();
