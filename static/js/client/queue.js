// What waits on this phone until there is a connection: sealed with a key that cannot leave the
// browser, one entry for each filling-in, gone once it is sent or deleted.

const NAME = "tongxin-forms";

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("waiting", { keyPath: "key" });
  };
  return done(request);
}

async function store(name, mode) {
  const base = await opened();
  const found = base.transaction(name, mode);
  found.oncomplete = () => base.close();
  found.onabort = () => base.close();
  return found.objectStore(name);
}

async function sealingKey() {
  const kept = await done((await store("keys", "readonly")).get("seal"));
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await done((await store("keys", "readwrite")).put(made, "seal"));
  return made;
}

// Whether this browser can keep anything here at all.
export const canKeep = () => Boolean(globalThis.indexedDB && globalThis.crypto?.subtle);

// Keeps an entry under its `key`; `shown` is what the list says of it, the rest is sealed.
export async function keep(key, shown, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealingKey(), bytes);
  await done((await store("waiting", "readwrite")).put({ key, shown, iv, sealed }));
}

// Returns what an entry holds.
export async function open(entry) {
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: entry.iv }, await sealingKey(), entry.sealed);
  return JSON.parse(new TextDecoder().decode(bytes));
}

// Returns every entry, the oldest first.
export async function waiting() {
  const found = await done((await store("waiting", "readonly")).getAll());
  return found.sort((left, right) => left.shown.at - right.shown.at);
}

// Deletes an entry for good.
export async function forget(key) {
  await done((await store("waiting", "readwrite")).delete(key));
}
