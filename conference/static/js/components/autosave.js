// What is typed saves itself after a few quiet seconds, to the address that its button sends to,
// and is tried again while there is no connection. A press waits for one: the browser's own page
// about a dead network would take the words with it.
const QUIET = 3000;
const KEPT_ALIVE = 60000; // browsers take 64 KiB from a page that is gone (Fetch, "keepalive")
const PAUSES = [5000, 10000, 20000, 40000, 60000];
const PATIENCE = 10000;
const NOT_SENT =
  "There is no connection, so nothing was sent. What you typed stays here: press again once there is one.";

async function isReached() {
  if (!navigator.onLine) return false;
  const asked = { method: "HEAD", cache: "no-store", redirect: "manual" };
  return fetch(location.href, { ...asked, signal: AbortSignal.timeout(PATIENCE) }).then(
    (answer) => answer.status < 500,
    () => false,
  );
}

for (const form of document.querySelectorAll("form[data-autosave], form[data-holds]")) {
  const savesItself = "autosave" in form.dataset;
  const status = form.querySelector("[data-autosave-status]");
  const signedOut = form.querySelector("[data-autosave-out]");
  let stored = content(served());
  let timer = 0;
  let running = null;
  let isSent = false;
  let failures = 0;
  let isAsking = false;
  let mayGo = false;

  // As it came from the server: somebody may have typed before this script was there.
  function served() {
    const copy = form.cloneNode(true);
    copy.reset();
    return copy;
  }

  function content(from = form) {
    const data = new FormData(from);
    data.delete("seen");
    data.delete("csrf_token");
    return new URLSearchParams(data).toString();
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  // The server took all of it, so what the page says was wrong is not wrong any more. Whoever
  // reads the summary keeps it, and with it their place.
  function forgetErrors() {
    const summary = document.querySelector("[data-error-summary]");
    if (!summary || summary.contains(document.activeElement)) return;
    summary.remove();
    for (const error of form.querySelectorAll(".field__error")) {
      for (const field of form.querySelectorAll(`[aria-describedby~="${error.id}"]`)) {
        const others = field.getAttribute("aria-describedby").split(" ");
        const kept = others.filter((id) => id && id !== error.id).join(" ");
        if (kept) field.setAttribute("aria-describedby", kept);
        else field.removeAttribute("aria-describedby");
      }
      error.remove();
    }
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const box of form.querySelectorAll(".field--error")) box.classList.remove("field--error");
    document.title = document.title.replace(/^Error: /, "");
  }

  async function save({ isLast = false } = {}) {
    const sent = content();
    if (sent === stored) return;
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { "X-Autosave": "1" },
        redirect: "manual",
        keepalive: isLast && body.toString().length < KEPT_ALIVE, // the page may go meanwhile
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (signedOut) signedOut.hidden = answer.status !== 401;
      if (answer.status === 204) {
        stored = sent;
        failures = 0;
        form.elements.seen.value = answer.headers.get("X-Seen");
        forgetErrors();
        say(`Saved at ${answer.headers.get("X-Saved-At")}`);
      } else if ([401, 409, 422].includes(answer.status)) {
        say(`Not saved. ${await answer.text()}`);
      } else {
        say("Not saved yet. What you typed stays here, and we try again.");
        again();
      }
    } catch {
      say("Not saved yet: there is no connection. What you typed stays here, and we try again.");
      again();
    }
  }

  function later(pause) {
    clearTimeout(timer);
    if (!savesItself) return;
    timer = setTimeout(async () => {
      if (running) return later(QUIET);
      running = save();
      await running;
      running = null;
    }, pause);
  }

  function again() {
    later(PAUSES[Math.min(failures, PAUSES.length - 1)]);
    failures += 1;
  }

  // Whoever leaves by a link, by Back or for another tab leaves nothing unsaved.
  function leave(event) {
    const isStaying = event.type === "visibilitychange" && document.visibilityState !== "hidden";
    if (isStaying || isSent) return;
    clearTimeout(timer);
    if (running) {
      running.then(() => leave(event));
      return;
    }
    running = save({ isLast: true }).finally(() => { running = null; });
  }

  form.addEventListener("input", () => {
    isSent = false;
    later(QUIET);
  });
  if (savesItself) {
    document.addEventListener("visibilitychange", leave);
    addEventListener("pagehide", leave);
    addEventListener("pageshow", (event) => {
      // The answer to the last save may be lost, and with it what this page has seen.
      if (event.persisted && running) location.reload();
    });
  }
  addEventListener("online", () => {
    if (status.textContent === NOT_SENT) say("There is a connection again. Press once more.");
    later(0);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (mayGo) {
      mayGo = false;
      isSent = true;
      return;
    }
    event.preventDefault();
    if (isAsking) return;
    const button = event.submitter;
    isAsking = true;
    // The page must have seen what is being saved, or its own words would look like another's.
    await running;
    const isThere = await isReached();
    isAsking = false;
    if (!isThere) {
      say(NOT_SENT);
      again();
      return;
    }
    mayGo = true;
    form.requestSubmit(button);
  });
  if (content() !== stored) later(QUIET);
}
