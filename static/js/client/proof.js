// Proof of work: a number so that the SHA-256 of `ticket:number` begins with so many zero bits.
// Written here, not asked of the browser: its own is asynchronous, and missing without https.

const K = new Uint32Array(64);
const START = new Uint32Array(8);
for (let number = 2, found = 0; found < 64; number += 1) {
  let prime = true;
  for (let by = 2; by * by <= number; by += 1) if (number % by === 0) prime = false;
  if (!prime) continue;
  const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32);
  if (found < 8) START[found] = fraction(Math.sqrt(number));
  K[found] = fraction(Math.cbrt(number));
  found += 1;
}

const turned = (word, by) => (word >>> by) | (word << (32 - by));

function mix(state, block, words) {
  for (let at = 0; at < 16; at += 1) words[at] = block.getUint32(at * 4);
  for (let at = 16; at < 64; at += 1) {
    const [first, last] = [words[at - 15], words[at - 2]];
    const low = turned(first, 7) ^ turned(first, 18) ^ (first >>> 3);
    const high = turned(last, 17) ^ turned(last, 19) ^ (last >>> 10);
    words[at] = words[at - 16] + low + words[at - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at += 1) {
    const chosen = (e & f) ^ (~e & g);
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + chosen + K[at] + words[at]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => { state[at] += word; });
}

// Returns the eight words of the SHA-256 of a text.
export function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(((bytes.length + 9 + 63) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const [state, words] = [START.slice(), new Uint32Array(64)];
  for (let at = 0; at < padded.length; at += 64) mix(state, new DataView(padded.buffer, at, 64), words);
  return state;
}

// Says whether `number` is a proof; `bits` are 32 at most.
export function isProof(ticket, number, bits) {
  return bits === 0 || sha256(`${ticket}:${number}`)[0] >>> (32 - bits) === 0;
}

// Looks for a proof in short stretches, so that the page answers in between; resolves to a text.
export async function prove(ticket, bits, { stretch = 400 } = {}) {
  for (let number = 0; ; number += 1) {
    if (isProof(ticket, number, bits)) return String(number);
    if (number % stretch === stretch - 1) await new Promise((resolve) => { setTimeout(resolve); });
  }
}
