// Marks, of all elements with words that are seen and of all links, the first so many of each look.
//
// Axe takes milliseconds to find what lies behind one word, and a page has thousands that look the same.  What it finds
// depends on these styles of the element and of all around it, on where the ground around it ends, and on what else
// lies there: elements that agree in all of it get the same answer.
kept => {
  const STYLES = [
    "color", "backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode", "clipPath", "overflow",
    "fontSize", "fontWeight", "textShadow", "textDecorationLine", "textDecorationStyle", "outlineStyle",
    "borderBottomStyle", "borderBottomColor", "borderBottomWidth", "display", "position", "zIndex", "visibility",
  ];
  const numbers = new Map(), seen = new Map(), counts = new Map(), lying = [];

  const numberOf = text => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text);
  };
  const says = one => [...one.childNodes].some(part => part.nodeType === Node.TEXT_NODE && part.data.trim());
  const within = (box, other) => box.left >= other.left - 1 && box.right <= other.right + 1
    && box.top >= other.top - 1 && box.bottom <= other.bottom + 1;
  const meet = (box, other) => box.left < other.right && other.left < box.right
    && box.top < other.bottom && other.top < box.bottom;

  const lookAt = one => {
    const style = getComputedStyle(one), above = seen.get(one.parentElement), box = one.getBoundingClientRect();
    const kind = [one.localName, one.matches("[href]"), one.matches(":disabled, [aria-disabled=true]"), says(one)];
    const look = numberOf([above?.look, ...kind, ...STYLES.map(name => style[name])].join());
    const ground = style.backgroundColor === "rgba(0, 0, 0, 0)" && above ? above.ground : box;
    seen.set(one, { look, box, ground });
    const moved = style.position !== "static" || style.float !== "none" || /(^| )-/.test(style.margin);
    if (moved) lying.push({ one, look, box });
  };

  const isFirst = one => {
    const { look, box, ground } = seen.get(one);
    const others = lying.filter(it => meet(box, it.box) && !it.one.contains(one) && !one.contains(it.one));
    const key = [look, within(box, ground), ...others.map(it => it.look).sort()].join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts.get(key) <= kept;
  };

  const shown = [...document.querySelectorAll("*")].filter(one => one.checkVisibility({ visibilityProperty: true }));
  shown.forEach(lookAt);
  const written = shown.filter(one => says(one) || one.matches("[href], input, select, textarea"));
  const judged = written.filter(one => !one.closest(".chart-view svg"));
  judged.forEach(one => one.toggleAttribute("data-judged", isFirst(one)));
}
