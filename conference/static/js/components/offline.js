// The programme without a connection. Before "Save for offline" no worker is registered and nothing
// is stored; "Remove from this device" ends both. The worker itself is static/worker/offline.js.
const box = document.querySelector("[data-offline]");
const workers = navigator.serviceWorker; // none where the connection is not secure
const CONTACT = 5 * 60 * 1000; // a page that stays open asks so often whether the copy is still right

const moment = (iso) => {
  const day = (date) => date.toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "Europe/London" });
  const at = new Date(iso);
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
  return day(at) === day(new Date()) ? time : `${day(at)}, ${time}`;
};

// The worker writes into a header when it made its copy; this is the one header a page may read.
const savedAt = () => {
  const [visit] = performance.getEntriesByType("navigation");
  return visit?.serverTiming?.find(({ name }) => name === "saved")?.description;
};

const paragraph = (text, className = "") => {
  const made = document.createElement("p");
  made.textContent = text;
  made.className = className;
  return made;
};

const warn = (iso) => {
  const banner = document.createElement("div");
  banner.className = "wrap messages";
  const alert = document.createElement("div");
  alert.className = "alert alert--warn";
  alert.setAttribute("role", "status");
  banner.append(alert);
  document.querySelector("main").prepend(banner);
  const words = "There is no connection. Changes and free places since then are not shown.";
  alert.append(paragraph(`Saved copy, updated ${moment(iso)}`, "alert__title"), paragraph(words));
  const asked = [...new URLSearchParams(location.search).keys()].filter((name) => name !== "view");
  if (asked.length) alert.append(paragraph("Filters need a connection: this is the whole programme."));
  addEventListener("online", () => {
    const again = document.createElement("a");
    again.href = location.href;
    again.textContent = "You are online again: load the newest";
    alert.lastElementChild.replaceChildren(again);
  });
};

const offer = (root) => {
  const [save, remove, said] = ["save", "remove", "said"].map((name) => root.querySelector(`[data-offline-${name}]`));
  const scope = new URL("./", new URL(root.dataset.offline, location)).pathname;
  const name = `conference.offline.${scope.split("/").at(-2)}`; // as the worker calls it
  const memo = `${scope}programme/offline.json?memo`;

  const show = async () => {
    const held = (await caches.has(name)) && (await caches.match(memo, { cacheName: name }));
    save.hidden = Boolean(held);
    remove.hidden = !held;
    if (held) said.textContent = `Saved for offline, updated ${moment((await held.json()).savedAt)}.`;
    root.hidden = false;
  };

  const forget = async () => {
    await caches.delete(name);
    await (await workers.getRegistration(scope))?.unregister();
  };

  const keep = async () => {
    await workers.register(root.dataset.offline, { scope });
    const { active } = await workers.ready;
    const line = new MessageChannel();
    const isDone = new Promise((resolve) => {
      line.port1.onmessage = ({ data }) => {
        if ("isSaved" in data) resolve(data.isSaved);
        else said.textContent = `Saving ${Math.floor((10 * data.done) / data.total) * 10}%`;
      };
    });
    active.postMessage("save", [line.port2]);
    return isDone;
  };

  save.addEventListener("click", async () => {
    save.disabled = true;
    const isSaved = await keep().catch(() => false);
    if (!isSaved) {
      await forget();
      said.textContent = "It could not be saved. Check your connection, and try again.";
    }
    save.disabled = false;
    await show();
    if (isSaved) said.focus();
  });
  remove.addEventListener("click", async () => {
    await forget();
    await show();
    said.textContent = "Nothing is saved on this device any more.";
    said.focus();
  });
  show();
};

if (workers) {
  const iso = savedAt();
  if (iso) warn(iso);
  if (box) offer(box);
  const renew = () => workers.controller?.postMessage("renew");
  addEventListener("online", renew);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
  if (workers.controller) setInterval(renew, CONTACT);
}
