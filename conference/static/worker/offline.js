// The programme without a connection, for one year. Only "Save for offline" registers this worker.
// It sees the addresses below, all public, and asks for them without a cookie: what it keeps holds
// nothing of a person. Everything else of the site it lets pass untouched.
const ROOT = new URL("./", self.location).pathname; // "/2024/"
const NAME = `conference.offline.${ROOT.split("/").at(-2)}`;
const LIST = `${ROOT}programme/offline.json`;
const MEMO = `${LIST}?memo`; // what the copy was made from, and when; no address of the site
const PAGE = /^(programme|venue|sessions\/[^/.]+)$/;
const AT_ONCE = 3; // few enough for a slow line, and for a server with many visitors
const SPREADS = 2000; // by then every process of the server knows of a change
const LASTS = 60 * 60 * 1000; // older copies are made again at the next contact: places go

const isPage = (path) => path.startsWith(ROOT) && PAGE.test(path.slice(ROOT.length));
const isPart = (path) => path.startsWith("/assets/") || path === `${ROOT}tracks.css`;
const pathOf = (request) => { const { pathname, search } = new URL(request.url); return pathname + search; };

const memoOf = async (cache) => (await cache.match(MEMO))?.json();

const fetched = (address) => fetch(address, { credentials: "omit", cache: "no-cache" });

const take = async (cache, address) => {
  const answer = await fetched(address);
  if (answer.status >= 500) throw new Error(answer.status); // busy: another time
  const isPublic = /\bpublic\b/.test(answer.headers.get("Cache-Control") ?? "");
  if (answer.ok && !answer.redirected && isPublic) await cache.put(address, answer);
  else await cache.delete(address);
};

// What was withdrawn goes first, so that it is gone even if the line breaks now; the memo comes
// last, so that a copy that was not finished is taken up again at the next contact.
const fill = async (cache, list, { tell = () => {}, pause = 0 } = {}) => {
  const { pages, parts } = JSON.parse(list);
  const wanted = new Set([...pages, ...parts]);
  const held = (await cache.keys()).map(pathOf);
  await Promise.all(held.filter((path) => isPage(path) && !wanted.has(path)).map((path) => cache.delete(path)));
  await new Promise((resolve) => { setTimeout(resolve, pause); });
  const waiting = [...parts, ...pages];
  const total = waiting.length;
  const work = async () => {
    while (waiting.length) {
      await take(cache, waiting.shift());
      tell({ done: total - waiting.length, total });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await Promise.all(held.filter((path) => path !== MEMO && !wanted.has(path)).map((path) => cache.delete(path)));
  await cache.put(MEMO, new Response(JSON.stringify({ list, savedAt: new Date().toISOString() })));
};

const save = async (port) => {
  const cache = await caches.open(NAME);
  try {
    const answer = await fetched(LIST);
    if (!answer.ok) throw new Error(answer.status);
    await fill(cache, await answer.text(), { tell: (progress) => port.postMessage(progress) });
    port.postMessage({ isSaved: true });
  } catch {
    await caches.delete(NAME);
    port.postMessage({ isSaved: false });
  }
};

// The server's list is asked for at each contact; it is short, and mostly answered "not modified".
const renewed = async () => {
  const cache = (await caches.has(NAME)) && (await caches.open(NAME));
  const memo = cache && (await memoOf(cache));
  if (!memo) return;
  const answer = await fetched(LIST);
  if (answer.status === 404 || answer.status === 410) await caches.delete(NAME);
  if (!answer.ok) return;
  const list = await answer.text();
  if (list !== memo.list || Date.now() - Date.parse(memo.savedAt) > LASTS) await fill(cache, list, { pause: SPREADS });
};

let renewing = null;
const renew = () => (renewing ??= renewed().catch(() => {}).finally(() => { renewing = null; }));

// A filtered list or grid is not kept; the whole one is better than none.
const nearest = ({ pathname, searchParams }) => {
  if (!isPage(pathname)) return [];
  return searchParams.get("view") === "grid" ? [`${pathname}?view=grid`, pathname] : [pathname];
};

const saved = async (address) => {
  if (!(await caches.has(NAME))) return null;
  const cache = await caches.open(NAME);
  const memo = await memoOf(cache);
  if (!memo) return null;
  for (const path of [pathOf({ url: address.href }), ...nearest(address)]) {
    const found = await cache.match(path, { ignoreVary: true });
    if (found) return { found, savedAt: memo.savedAt };
  }
  return null;
};

const answerPage = async (event, address) => {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(renew());
    return answer;
  } catch (error) {
    const copy = await saved(address);
    if (!copy) throw error;
    const headers = new Headers(copy.found.headers);
    headers.set("Server-Timing", `saved;desc="${copy.savedAt}"`); // a page's script can read this one
    return new Response(copy.found.body, { status: copy.found.status, headers });
  }
};

const answerPart = async (event, address) => {
  try {
    return await fetch(event.request);
  } catch (error) {
    const copy = await saved(address);
    if (!copy) throw error;
    return copy.found;
  }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && isPage(address.pathname)) event.respondWith(answerPage(event, address));
  else if (isPart(address.pathname)) event.respondWith(answerPart(event, address));
});

self.addEventListener("message", (event) => {
  if (event.data === "save") event.waitUntil(save(event.ports[0]));
  if (event.data === "renew") event.waitUntil(renew());
});
