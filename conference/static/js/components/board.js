// The schedule: a session is carried to another time and room by mouse or finger. Its own page does
// the same by keyboard; the server checks everything.
const drop = document.querySelector(".board-drop");
const reach = 6; // pixels before a press counts as carrying

const placeUnder = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-start]");

const carry = (card, grip) => {
  let from = null;
  let target = null;
  const mark = (place) => {
    target?.classList.remove("board__target");
    target = place;
    target?.classList.add("board__target");
  };
  const stop = () => {
    from = null;
    card.classList.remove("board__carried");
    card.style.removeProperty("translate");
    mark(null);
  };
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY };
  });
  grip.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    if (Math.hypot(x, y) < reach) return;
    card.classList.add("board__carried");
    card.style.setProperty("translate", `${x}px ${y}px`);
    mark(placeUnder(event));
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
