// What waits on this phone until there is a connection: sealed, one entry for each filling-in,
// bounded, gone once it is sent or deleted. Answers and files of nobody in particular are sealed with
// a key that cannot leave the browser; those of an account with a key that its session alone opens.

const NAME = "tongxin-forms";
export const MOST_ENTRIES = 40;
export const MOST_BYTES = 60 * 1024 * 1024;
const AES = { name: "AES-GCM", length: 256 };
const RSA = { name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };

// There is no room for more; nothing was kept.
export class QueueFull extends Error {}

// The entry can be opened by another session alone.
export class Locked extends Error {}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function opened() {
  const request = indexedDB.open(NAME, 2);
  request.onupgradeneeded = () => {
    const made = request.result.objectStoreNames;
    if (!made.contains("keys")) request.result.createObjectStore("keys");
    if (!made.contains("waiting")) request.result.createObjectStore("waiting", { keyPath: "key" });
    if (!made.contains("accounts")) request.result.createObjectStore("accounts", { keyPath: "owner" });
    if (!made.contains("forms")) request.result.createObjectStore("forms", { keyPath: ["owner", "slug"] });
  };
  return done(request);
}

// Does one thing in one store, to its end: what is called kept is on the disk.
async function within(name, mode, work) {
  const base = await opened();
  try {
    const found = base.transaction(name, mode);
    const ended = new Promise((resolve, reject) => {
      found.oncomplete = resolve;
      found.onabort = () => reject(found.error);
    });
    const result = await done(work(found.objectStore(name)));
    await ended;
    return result;
  } finally {
    base.close();
  }
}

const encrypt = async (key, bytes) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: AES.name, iv }, key, bytes) };
};
const decrypt = (key, { iv, sealed }) => crypto.subtle.decrypt({ name: AES.name, iv }, key, sealed);

// Seals for nobody in particular: the key stays in this browser.
export const deviceSeal = {
  owner: "",
  async key() {
    const kept = await within("keys", "readonly", (keys) => keys.get("seal"));
    if (kept) return kept;
    const made = await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
    await within("keys", "readwrite", (keys) => keys.put(made, "seal"));
    return made;
  },
  async fresh() { return { key: await this.key() }; },
  async keyOf() { return this.key(); },
};

const secretKey = async (secret) => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`tongxin forms ${secret}`));
  return crypto.subtle.importKey("raw", bytes, AES.name, false, ["encrypt", "decrypt"]);
};

// Remembers an account that has a session now, with a pair of keys: one locks, and stays; the other
// opens, and is locked itself with a secret that only the session gives out.
export async function remember({ owner, name, secret, ways }) {
  const kept = await within("accounts", "readonly", (accounts) => accounts.get(owner));
  let { locks, opens } = kept ?? {};
  if (!locks) {
    const pair = await crypto.subtle.generateKey(RSA, true, ["encrypt", "decrypt"]);
    opens = await encrypt(await secretKey(secret), await crypto.subtle.exportKey("pkcs8", pair.privateKey));
    locks = await crypto.subtle.importKey("spki", await crypto.subtle.exportKey("spki", pair.publicKey), RSA, false, ["encrypt"]);
  }
  await within("accounts", "readwrite", (accounts) => accounts.put({ owner, name, ways, locks, opens, seen: Date.now() }));
}

// Returns who was signed in here last; undefined when nobody was.
export async function lastAccount() {
  const found = await within("accounts", "readonly", (accounts) => accounts.getAll());
  return found.sort((left, right) => right.seen - left.seen)[0];
}

// Seals for an account; without its secret it locks and cannot open.
export function accountSeal(account, secret) {
  return {
    owner: account.owner,
    async fresh() {
      const key = await crypto.subtle.generateKey(AES, true, ["encrypt"]);
      const raw = await crypto.subtle.exportKey("raw", key);
      return { key, wrapped: await crypto.subtle.encrypt({ name: RSA.name }, account.locks, raw) };
    },
    async keyOf({ wrapped }) {
      if (!secret) throw new Locked();
      const opens = await crypto.subtle.importKey("pkcs8", await decrypt(await secretKey(secret), account.opens), RSA, false, ["decrypt"]);
      const raw = await crypto.subtle.decrypt({ name: RSA.name }, opens, wrapped);
      return crypto.subtle.importKey("raw", raw, AES.name, false, ["decrypt"]);
    },
  };
}

// Whether this browser can keep anything here at all.
export const canKeep = () => Boolean(globalThis.indexedDB && globalThis.crypto?.subtle);

const sizeOf = (entry) => [entry, ...(entry.files ?? [])].reduce((sum, part) => sum + (part.sealed?.byteLength ?? 0), 0);

// Refuses what there is no room for; what was kept before under the same key makes room.
async function makeSure(key, wanted) {
  const others = (await within("waiting", "readonly", (rows) => rows.getAll())).filter((entry) => entry.key !== key);
  const bytes = others.reduce((sum, entry) => sum + sizeOf(entry), wanted);
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  if (others.length >= MOST_ENTRIES || bytes > MOST_BYTES || (quota && usage + wanted > quota)) throw new QueueFull();
}

// Keeps an entry under its `key`; `shown` is what the list says of it, answers and files are sealed.
export async function keep(key, shown, { files = [], ...content }, seal = deviceSeal) {
  const wanted = files.reduce((sum, { file }) => sum + file.size, 0);
  if (files.length || !shown.receipt) await makeSure(key, wanted);
  const made = await seal.fresh();
  const named = files.map(({ field, name, file }) => ({ field, name, file: { name: file.name, type: file.type } }));
  const bytes = new TextEncoder().encode(JSON.stringify({ ...content, files: named }));
  const entry = { key, shown, owner: seal.owner, wrapped: made.wrapped, ...(await encrypt(made.key, bytes)), files: [] };
  for (const { file } of files) entry.files.push(await encrypt(made.key, await file.arrayBuffer()));
  try {
    await within("waiting", "readwrite", (rows) => rows.put(entry));
  } catch (problem) {
    if (problem?.name === "QuotaExceededError") throw new QueueFull();
    throw problem;
  }
  navigator.storage?.persist?.();
}

// Returns what an entry holds, its files again as files. Throws Locked for another account's.
export async function open(entry, seal = deviceSeal) {
  const key = await seal.keyOf(entry);
  const content = JSON.parse(new TextDecoder().decode(await decrypt(key, entry)));
  const files = [];
  for (const [at, { field, name, file }] of (content.files ?? []).entries()) {
    files.push({ field, name, file: new File([await decrypt(key, entry.files[at])], file.name, { type: file.type }) });
  }
  return { ...content, files };
}

// Returns every entry of an owner, the oldest first.
export async function waiting(owner = "") {
  const found = await within("waiting", "readonly", (rows) => rows.getAll());
  return found.filter((entry) => (entry.owner ?? "") === owner).sort((left, right) => left.shown.at - right.shown.at);
}

// Deletes an entry for good.
export const forget = (key) => within("waiting", "readwrite", (rows) => rows.delete(key));

// Keeps what a form asks for an account, so that it opens without a connection.
export const keepForm = (owner, form) => within("forms", "readwrite", (forms) => forms.put({ owner, ...form }));
export const keptForm = (owner, slug) => within("forms", "readonly", (forms) => forms.get([owner, slug]));
export const dropForm = (owner, slug) => within("forms", "readwrite", (forms) => forms.delete([owner, slug]));
export const keptForms = async (owner) => (await within("forms", "readonly", (forms) => forms.getAll())).filter((form) => form.owner === owner);
