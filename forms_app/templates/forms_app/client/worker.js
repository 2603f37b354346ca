// Keeps what a form needs without a connection: its page, its document, styles and scripts. Pages of
// persons are never kept: whatever is not in these three places goes past this worker.
const NAME = "tongxin-forms-{{ mark }}";
const SHELL = {{ shell|safe }};
const PAGE = /^\/(?:en\/)?forms\/(?:[-\w]{1,60}\/)?offline\/$/;
const DOCUMENT = /^\/api\/v1\/forms\/[-\w]{1,60}$/;

const isOurs = (url) => url.origin === location.origin && (PAGE.test(url.pathname) || DOCUMENT.test(url.pathname) || SHELL.includes(url.pathname));

async function fetched(address) {
  // Without cookies: what is kept is the same for everybody.
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (answer.ok && !answer.redirected) await (await caches.open(NAME)).put(address, answer.clone());
  return answer;
}

addEventListener("install", (event) => {
  event.waitUntil(Promise.all(SHELL.map(fetched)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const gone = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("tongxin-forms-") && name !== NAME).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(gone());
});

addEventListener("message", (event) => {
  const wanted = (event.data?.keep ?? []).filter((path) => isOurs(new URL(path, location.origin)));
  event.waitUntil(Promise.allSettled(wanted.map(fetched)).then(() => event.ports[0]?.postMessage("kept")));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.search || !isOurs(url)) return;
  const kept = () => caches.match(url.pathname).then((found) => found ?? Response.error());
  event.respondWith(fetched(url.pathname).catch(kept));
});
