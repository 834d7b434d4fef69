// Counts down how long places are kept. Speaks twice: five minutes before the end, and at it.
const SOON_SECONDS = 5 * 60;
const COUNTED_MINUTES = 60; // longer than that, the time of day says it better

function start(hold) {
  const end = Date.now() + Number(hold.dataset.hold) * 1000;
  const spoken = hold.querySelector("[data-hold-left]");
  const shown = document.createElement("span");
  shown.setAttribute("aria-hidden", "true");
  spoken.classList.add("visually-hidden");
  spoken.after(shown);

  const tick = () => {
    const left = Math.round((end - Date.now()) / 1000);
    const minutes = Math.ceil(left / 60);
    if (minutes > COUNTED_MINUTES) shown.textContent = "";
    else shown.textContent = minutes === 1 ? "Less than a minute left." : `${minutes} minutes left.`;
    if (left <= SOON_SECONDS && left > 0 && !hold.classList.contains("hold--soon")) {
      hold.classList.add("hold--soon");
      spoken.textContent = "Less than five minutes left. You can ask for more time.";
    }
    if (left > 0) return;
    clearInterval(timer);
    shown.remove();
    hold.className = "hold hold--over";
    spoken.classList.remove("visually-hidden");
    spoken.textContent = "Time is up. Your answers are kept: carry on, and we look for places again.";
  };
  const timer = setInterval(tick, 1000);
  tick();
}

document.querySelectorAll("[data-hold]").forEach(start);
