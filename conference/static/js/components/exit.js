// Exit this page: the button, or Shift three times within five seconds. The screen is covered at
// once, and the page's place in the history is given up; the rest of the history stays, as the page says.
const PRESSES = 3;
const WITHIN_MS = 5000;

const bar = document.querySelector("[data-exit]");
const dots = bar.querySelector("[data-exit-dots]");
const status = bar.querySelector("[data-exit-status]");
const href = bar.querySelector("[data-exit-link]").href;
let presses = 0;
let timer = 0;

function leave() {
  const veil = document.createElement("div");
  veil.className = "exit__veil";
  document.body.append(veil);
  document.title = "Loading";
  location.replace(href);
}

function show() {
  dots.hidden = presses === 0;
  [...dots.children].forEach((dot, index) => dot.classList.toggle("exit__dot--on", index < presses));
}

function forget() {
  clearTimeout(timer);
  presses = 0;
  status.textContent = "";
  show();
}

function press() {
  presses += 1;
  show();
  if (presses === 1) timer = setTimeout(forget, WITHIN_MS);
  if (presses === PRESSES) {
    status.textContent = "Leaving this page";
    leave();
    return;
  }
  const left = PRESSES - presses;
  status.textContent = `Shift, ${left} more ${left === 1 ? "time" : "times"} to leave`;
}

document.addEventListener("keyup", (event) => {
  if (event.key === "Shift" && !event.repeat) press();
  else if (presses) forget();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-exit-link]")) return;
  event.preventDefault();
  leave();
});
// A copy kept by the browser must not come back with the Back button.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
