// A screen at the venue keeps itself up to date: it reads its own page again, puts the new parts in
// the place of the old ones, and turns over where the rooms do not all fit. "Pause" stops all of it.
const AGAIN_MS = 30_000;
const PATIENCE_MS = 20_000;
const TURN_MS = 12_000;
const TICK_MS = 1_000;

const bar = document.querySelector("[data-screen-bar]");

function start() {
  const clock = document.querySelector("[data-screen-clock]");
  const updated = bar.querySelector("[data-screen-updated]");
  const state = bar.querySelector("[data-screen-state]");
  const pause = bar.querySelector("[data-screen-pause]");
  const main = document.querySelector("main");
  const wall = matchMedia("(min-width: 64rem)");
  const written = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone });
  const partsOf = (page) => new Map([...page.querySelectorAll("[data-screen-part]")].map((part) => [part.dataset.screenPart, part]));
  const sent = new Map([...partsOf(document)].map(([name, part]) => [name, part.innerHTML]));
  let behind = 0; // milliseconds from the conference's time to this machine's
  let isPaused = false;

  const say = (words) => { if (state.textContent !== words) state.textContent = words; };
  const set = (page) => {
    const moment = Number(page.querySelector("[data-screen-clock]").dataset.screenClock) * 1000;
    behind = Date.now() - moment;
    updated.textContent = written.format(moment);
  };
  const tick = () => {
    if (isPaused) return;
    const words = written.format(Date.now() - behind);
    if (clock.textContent !== words) clock.textContent = words;
  };

  // A new version of the site has new style sheets; the old ones stay until the new ones are there.
  const restyle = (page) => {
    const sheets = [...document.querySelectorAll("link[rel=stylesheet]")];
    const wanted = [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href"));
    if (wanted.join() === sheets.map((link) => link.getAttribute("href")).join()) return;
    const fresh = wanted.map((href) => Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
    Promise.all(fresh.map((link) => new Promise((done) => { link.onload = done; link.onerror = done; })))
      .then(() => sheets.forEach((link) => link.remove()));
    document.head.append(...fresh);
  };

  const show = (page) => {
    const here = partsOf(document);
    for (const [name, part] of partsOf(page)) {
      if (sent.get(name) === part.innerHTML || !here.has(name)) continue;
      sent.set(name, part.innerHTML);
      here.get(name).replaceChildren(...[...part.childNodes].map((node) => document.importNode(node, true)));
    }
    document.body.className = page.body.className;
    restyle(page);
    set(page);
    tick();
  };

  const refresh = async () => {
    if (isPaused) return;
    try {
      const answer = await fetch(location.href, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE_MS) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !page.querySelector("[data-screen-clock]")) throw new Error("no screen");
      if (isPaused) return;
      show(page);
      say("");
    } catch {
      if (!isPaused) say("No connection. We keep trying.");
    }
  };

  const turn = () => {
    if (isPaused || !wall.matches) return;
    const bottom = main.scrollTop + main.clientHeight + 1;
    const items = [...main.querySelectorAll("[data-screen-item]")];
    const next = items.find((item) => item.offsetTop + item.offsetHeight > bottom && item.offsetTop > main.scrollTop);
    main.scrollTop = next ? next.offsetTop : 0;
  };

  pause.hidden = false;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? "Carry on" : "Pause";
    say(isPaused ? "Paused" : "");
    refresh();
  });
  set(document);
  setInterval(tick, TICK_MS);
  setInterval(refresh, AGAIN_MS);
  setInterval(turn, TURN_MS);
}

if (bar) start();
