// Stars keep sessions in sight: on this device, or in the account of whoever is signed in.
// Nothing is stored before the first press, and what a device keeps joins an account only when asked.
const tools = document.querySelector("[data-stars]");
const MOST = 500;

// A value in this browser's storage, for as long as the browser lets us.
const kept = (name) => {
  let held = null; // where storage is switched off, until the page is left
  return {
    read() {
      try { return JSON.parse(localStorage.getItem(name)); } catch { return held; }
    },
    write(value) {
      held = value;
      try {
        if (value === null) localStorage.removeItem(name);
        else localStorage.setItem(name, JSON.stringify(value));
      } catch { /* the page goes on without */ }
    },
  };
};

const count = (number) => `${number} ${number === 1 ? "star" : "stars"}`;

const start = (root) => {
  const find = (name) => root.querySelector(`[data-stars-${name}]`);
  const [only, merge, clear, said] = ["only", "merge", "clear", "said"].map(find);
  const key = `conference.stars.${root.dataset.edition}`;
  const device = kept(key);
  const later = kept(`${key}.later`); // what an account could not be told yet, and whose it is
  const buttons = [];
  let account = null; // {mark, stars}; nothing for a stranger, and while nobody has answered
  let isDead = false; // nobody has answered
  let work = Promise.resolve();

  const local = () => new Set([device.read() ?? []].flat().map(String));
  const shown = () => account?.stars ?? local();

  const keep = (codes) => device.write(codes.size ? [...codes] : null);

  const draw = () => {
    const starred = shown();
    const here = new Set(buttons.filter(({ code }) => starred.has(code)).map(({ code }) => code)).size;
    for (const { code, button } of buttons) button.setAttribute("aria-pressed", starred.has(code));
    root.hidden = false;
    if (!only) return; // a session's own page has the button alone
    only.hidden = !here && only.getAttribute("aria-pressed") === "false";
    only.textContent = `Only starred (${here})`;
    const own = local().size;
    merge.hidden = !(account && own);
    merge.textContent = `Add ${count(own)} of this device to your account`;
    clear.hidden = !own && !later.read();
  };

  const ask = async () => {
    const answer = await fetch(root.dataset.asks, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  // The token is asked for with each change: a sign-in in another tab has ended the one before.
  const send = async (changes) => {
    const { account: mark, token } = await ask();
    if (!mark || mark !== account.mark) throw new Error("signed out");
    const codes = (isOn) => Object.keys(changes).filter((code) => changes[code] === isOn).join(" ");
    const body = new URLSearchParams({ csrf_token: token, add: codes(true), remove: codes(false) });
    const answer = await fetch(root.dataset.stars, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    return new Set((await answer.json()).stars);
  };

  const put = (stars, code, isOn) => (isOn ? stars.add(code) : stars.delete(code));

  const keepForLater = (changes) => {
    const waiting = later.read();
    const before = waiting?.mark === account.mark ? waiting.changes : {};
    later.write({ mark: account.mark, changes: { ...before, ...changes } });
  };

  // Both return what to say, and whether to say it beside the button too.
  const toAccount = async (code, isOn) => {
    put(account.stars, code, isOn);
    try {
      await send({ [code]: isOn });
      return [`${isOn ? "Starred" : "Star removed"}. ${count(account.stars.size)} in your account.`, false];
    } catch (error) {
      if (error instanceof TypeError) {
        keepForLater({ [code]: isOn });
        return ["No connection. Kept on this device; your account gets it when you are online again.", true];
      }
      put(account.stars, code, !isOn);
      return ["That did not work. Load the page again, and sign in if you were signed out.", true];
    }
  };

  const toDevice = (code, isOn) => {
    const stars = local();
    if (isOn && stars.size >= MOST) return [`A device keeps ${MOST} stars. Take one away first.`, true];
    put(stars, code, isOn);
    keep(stars);
    if (isDead && isOn) return ["No connection. Kept on this device; you can add it to your account when you are online again.", true];
    return [`${isOn ? "Starred" : "Star removed"}. ${count(stars.size)} on this device.`, false];
  };

  // Shown at once; where it is kept is known when the account, or its absence, is.
  const press = ({ code, button, note }) => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", isOn);
    work = work.then(async () => {
      const [text, isTrouble] = account ? await toAccount(code, isOn) : toDevice(code, isOn);
      said.textContent = text;
      note.textContent = isTrouble ? text : "";
      draw();
    });
  };

  const addButton = (place) => {
    const title = place.dataset.title ?? place.querySelector("a").textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "star";
    button.textContent = "Star";
    button.setAttribute("aria-label", `Star ${title}`);
    const note = document.createElement("span");
    note.className = "star__note";
    note.setAttribute("aria-hidden", "true"); // the tools say it aloud
    const one = { code: place.dataset.session, button, note };
    button.addEventListener("click", () => press(one));
    if (place.dataset.title) place.replaceChildren(button, note);
    else (place.querySelector(".session-row__end") ?? place).append(button, note);
    buttons.push(one);
  };

  const filter = (isOn) => {
    only.setAttribute("aria-pressed", isOn);
    const starred = shown();
    for (const place of document.querySelectorAll("main :is(.slot, .timetable) [data-session]")) {
      place.hidden = isOn && !starred.has(place.dataset.session);
    }
    for (const slot of document.querySelectorAll("main .slot")) {
      slot.hidden = isOn && !slot.querySelector("[data-session]:not([hidden])");
      const jump = document.querySelector(`.jump a[href="#${CSS.escape(slot.id)}"]`);
      if (jump) jump.parentElement.hidden = slot.hidden;
    }
    for (const fold of document.querySelectorAll("main details.past")) {
      fold.hidden = isOn && !fold.querySelector("[data-session]:not([hidden])");
      fold.open = isOn || fold.open;
    }
    said.textContent = isOn ? "Only what you starred is shown." : "Everything is shown.";
    draw();
  };

  // Changes made without a connection go to the account that made them, and to no other.
  const catchUp = async () => {
    const waiting = later.read();
    if (!waiting) return;
    if (waiting.mark === account?.mark) {
      account.stars = await send(waiting.changes);
      said.textContent = "Your account has the changes that you made without a connection.";
    } else {
      const stars = local();
      Object.keys(waiting.changes).filter((code) => waiting.changes[code]).forEach((code) => stars.add(code));
      keep(stars);
    }
    later.write(null);
  };

  const meet = async () => {
    try {
      const told = await ask();
      account = told.account ? { mark: told.account, stars: new Set(told.stars) } : null;
      isDead = false;
      for (const { note } of buttons) note.textContent = "";
      await catchUp();
    } catch { isDead = !account; }
    draw();
  };

  only?.addEventListener("click", () => filter(only.getAttribute("aria-pressed") === "false"));
  merge?.addEventListener("click", async () => {
    const own = local();
    try {
      account.stars = await send(Object.fromEntries([...own].map((code) => [code, true])));
      keep(new Set());
      said.textContent = "Your account has them now, and they are gone from this device.";
    } catch { said.textContent = "That did not work. They are still on this device."; }
    draw();
    said.focus();
  });
  clear?.addEventListener("click", () => {
    device.write(null);
    later.write(null);
    said.textContent = "No stars are left on this device.";
    draw();
    said.focus();
  });
  addEventListener("storage", draw);
  addEventListener("online", () => { work = work.then(meet); });

  document.querySelectorAll("main [data-session]").forEach(addButton);
  work = meet();
};

if (tools) start(tools);
