// A draft saves itself after a few quiet seconds, to the address that its button sends to.
const QUIET = 3000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-autosave-status]");
  const signedOut = form.querySelector("[data-autosave-out]");
  let stored = content();
  let timer = 0;
  let running = null;

  function content() {
    const data = new FormData(form);
    data.delete("seen");
    data.delete("csrf_token");
    return new URLSearchParams(data).toString();
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  async function save() {
    const sent = content();
    if (sent === stored) return;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "X-Autosave": "1" },
        redirect: "manual",
      });
      if (signedOut) signedOut.hidden = answer.status !== 401;
      if (answer.status === 204) {
        stored = sent;
        form.elements.seen.value = answer.headers.get("X-Seen");
        say(`Saved at ${answer.headers.get("X-Saved-At")}`);
      } else if ([401, 409, 422].includes(answer.status)) {
        say(`Not saved. ${await answer.text()}`);
      } else {
        say("Not saved yet. We try again with your next word.");
      }
    } catch {
      say("Not saved yet: there is no connection. What you typed stays here.");
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (running) return later();
      running = save();
      await running;
      running = null;
    }, QUIET);
  }

  form.addEventListener("input", later);
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!running) return;
    // The page must have seen what is being saved, or its own words would look like another's.
    event.preventDefault();
    const button = event.submitter;
    await running;
    form.requestSubmit(button);
  });
}
