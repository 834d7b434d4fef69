// The schedule: a session is carried to another time and room by mouse or finger. Its own page does
// the same by keyboard; the server checks everything.
const drop = document.querySelector(".board-drop");
const reach = 6; // pixels before a press counts as carrying
const edge = 64; // pixels from an edge within which the page moves by itself
const pace = 12; // pixels that it moves in a frame at the very edge

const page = document.documentElement;
const table = document.querySelector(".board-scroll");
const placeUnder = ({ x, y }) => document.elementFromPoint(x, y)?.closest("td[data-start]");

// How far to move for a pointer between two edges: nothing in the middle, more the nearer it is to one.
const drift = (at, low, high) => {
  const [near, far] = [low + edge - at, at - (high - edge)];
  const share = near > 0 ? -near : Math.max(0, far);
  return Math.round(pace * Math.max(-1, Math.min(1, share / edge)));
};

// What is carried makes the page larger where it sticks out: beyond its own size nothing is moved.
const limits = () => ({
  x: table ? table.scrollWidth - table.clientWidth : 0,
  y: page.scrollHeight - page.clientHeight,
});

const scrollNear = ({ x, y }, most) => {
  const down = drift(y, 0, page.clientHeight);
  window.scrollBy({ top: Math.min(down, most.y - window.scrollY), behavior: "instant" });
  const box = table?.getBoundingClientRect();
  if (!box || y < box.top || y > box.bottom) return;
  const aside = drift(x, Math.max(0, box.left), Math.min(page.clientWidth, box.right));
  table.scrollLeft += Math.min(aside, most.x - table.scrollLeft);
};

const carry = (card, grip) => {
  let from = null;
  let pointer = null; // where it is while something is carried
  let frame = null;
  let target = null;
  const scrolled = () => ({ x: table?.contains(card) ? table.scrollLeft : 0, y: window.scrollY });
  const mark = (place) => {
    target?.classList.remove("board__target");
    target = place;
    target?.classList.add("board__target");
  };
  const follow = () => {
    const { x, y } = scrolled();
    const right = pointer.x - from.x + x - from.scrolled.x;
    const down = pointer.y - from.y + y - from.scrolled.y;
    card.style.setProperty("translate", `${right}px ${down}px`);
    mark(placeUnder(pointer));
  };
  const tick = () => {
    scrollNear(pointer, from.limits);
    follow();
    frame = requestAnimationFrame(tick);
  };
  const stop = () => {
    from = pointer = null;
    cancelAnimationFrame(frame);
    card.classList.remove("board__carried");
    card.style.removeProperty("translate");
    mark(null);
  };
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, scrolled: scrolled(), limits: limits() };
  });
  grip.addEventListener("pointermove", (event) => {
    if (!from) return;
    const at = { x: event.clientX, y: event.clientY };
    if (!pointer && Math.hypot(at.x - from.x, at.y - from.y) < reach) return;
    const begins = !pointer;
    pointer = at;
    card.classList.add("board__carried");
    if (begins) tick();
    else follow();
  });
  grip.addEventListener("pointerup", () => {
    const place = target;
    stop();
    if (!place || place.contains(card)) return;
    drop.action = card.dataset.carried;
    const { version, minutes } = card.dataset;
    const values = { version, minutes, day: drop.dataset.day, start: place.dataset.start, room: place.dataset.room };
    for (const [name, value] of Object.entries(values)) drop.elements[name].value = value;
    drop.submit();
  });
  grip.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
};

if (drop) {
  for (const card of document.querySelectorAll("[data-carried]")) {
    const grip = document.createElement("span");
    grip.className = "board__grip";
    grip.setAttribute("aria-hidden", "true");
    grip.title = "Carry it to another time and room";
    card.prepend(grip);
    carry(card, grip);
  }
}
