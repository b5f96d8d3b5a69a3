// The keys of a presenter: to the next slide and back.  Without this the links below each slide do it.
const slides = [...document.querySelectorAll(".deck-slide")];
const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
addEventListener("keydown", event => {
  if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const here = slides.findLastIndex(slide => slide.getBoundingClientRect().top < innerHeight / 2);
  const next = slides[here + steps[event.key]];
  if (!next || slides[here].getBoundingClientRect().bottom <= 0) return;
  event.preventDefault();
  next.scrollIntoView();
});
