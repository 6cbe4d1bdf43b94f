// Verifies proofs of the log in a browser: nothing but WebCrypto, nothing loaded, nothing sent.
//
//   import { checkProof } from "./verifier.js";
//   const found = await checkProof(proofText, entryBytes, ["log.example/x+1234abcd+AQ…"], [{ key: "w+…", name: "…" }]);
//   // { verdict: "valid", origin, index, size, root, witnesses: [{ name, at }] } or { verdict: "invalid", reason }
//
// The verdict "indeterminate" is for browsers without Ed25519 in WebCrypto: they cannot tell, and do not guess.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const HEADER = "c2sp.org/tlog-proof@v1";
const LOG = 0x01;
const WITNESS = 0x04;

class Refused extends Error {}

function refuse(reason) {
  throw new Refused(reason);
}

function join(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

const equal = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

function fromBase64(text, what) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    refuse(`${what} is not Base 64`);
  }
  // atob forgives what two readers could read differently: white space, missing padding, spare bits.
  return toBase64(bytes) === text ? bytes : refuse(`${what} is not Base 64 as it is written`);
}

function hashFrom(text, what) {
  const bytes = fromBase64(text, what);
  return bytes.length === 32 ? bytes : refuse(`${what} is not of 32 bytes`);
}

function numberFrom(text, what) {
  return /^(0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) < 2n ** 63n ? BigInt(text) : refuse(`${what} is no number`);
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
}

const node = (left, right) => sha256(Uint8Array.of(1), left, right);

/** The leaf hash of an entry (RFC 6962, section 2.1). */
export const leafHash = (entry) => sha256(Uint8Array.of(0), entry);

/** The root to which an inclusion proof leads (RFC 6962, section 2.1.1); too many or too few hashes are refused. */
export async function rootOf(leaf, index, size, hashes) {
  if (index < 0n || index >= size) refuse(`entry ${index} is not in a log of size ${size}`);
  let [here, last, found] = [index, size - 1n, leaf];
  for (const hash of hashes) {
    if (last === 0n) refuse("the proof has too many hashes");
    if (here & 1n || here === last) {
      found = await node(hash, found);
      while (!(here & 1n) && here !== 0n) [here, last] = [here >> 1n, last >> 1n];
    } else {
      found = await node(found, hash);
    }
    [here, last] = [here >> 1n, last >> 1n];
  }
  return last === 0n ? found : refuse("the proof has too few hashes");
}

/** A key written name+id+base64; its id is computed, not believed. */
export async function parseKey(text, kind) {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? refuse(`${text} is no key`);
  const material = fromBase64(match[3], `the key ${match[1]}`);
  if (material.length !== 33 || material[0] !== kind) refuse(`${text} is not a key of the kind ${kind}`);
  const id = (await sha256(encoder.encode(`${match[1]}\n`), material)).subarray(0, 4);
  const written = Array.from(id, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (written !== match[2]) refuse(`the id of key ${text} should be ${written}`);
  const key = await crypto.subtle.importKey("raw", material.subarray(1), { name: "Ed25519" }, false, ["verify"]);
  return { name: match[1], id, key };
}

/** A signed note in its text and signatures (c2sp.org/signed-note); nothing is verified yet. */
export function parseNote(note) {
  const at = note.lastIndexOf("\n\n");
  const lines = note.slice(at + 2).split("\n");
  if (at < 0 || lines.pop() !== "" || lines.length === 0 || lines.length > 100) refuse("the checkpoint is no signed note");
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) refuse("the checkpoint holds control characters");
  const signatures = lines.map((line) => {
    const match = /^\u2014 ([^+\s]+) (\S+)$/.exec(line) ?? refuse("a line of the checkpoint is no signature");
    const bytes = fromBase64(match[2], `the signature of ${match[1]}`);
    if (bytes.length < 5) refuse(`the signature of ${match[1]} is too short`);
    return { name: match[1], id: bytes.subarray(0, 4), value: bytes.subarray(4) };
  });
  return { text: note.slice(0, at + 1), signatures };
}

/** The times of a key's signatures, null for a log's; a false signature under a known key refuses the whole note. */
async function signedBy(note, { name, id, key }, isWitness) {
  const times = [];
  for (const each of note.signatures) {
    if (each.name !== name || !equal(each.id, id)) continue;
    const at = isWitness && each.value.length === 72 ? new DataView(each.value.slice().buffer).getBigUint64(0) : null;
    const message = encoder.encode(isWitness ? `cosignature/v1\ntime ${at}\n${note.text}` : note.text);
    const value = isWitness ? each.value.subarray(8) : each.value;
    const isGood = value.length === 64 && at !== 0n && (at ?? 0n) < 2n ** 63n;
    if (!isGood || !(await crypto.subtle.verify("Ed25519", key, value, message))) refuse(`the signature of ${name} is false`);
    times.push(at);
  }
  return times;
}

/** A checkpoint that one of these log keys signed, and which of the witnesses cosigned it. */
export async function openCheckpoint(text, logKeys, witnesses = []) {
  const note = parseNote(text);
  const [origin, size, root, ...more] = note.text.split("\n");
  if (!origin || more.pop() !== "" || more.includes("")) refuse("the checkpoint has no origin, size and root");
  const head = { origin, size: numberFrom(size, "the size"), root: hashFrom(root ?? "", "the root") };
  let isSigned = false;
  for (const each of logKeys) {
    const key = await parseKey(each, LOG);
    if ((await signedBy(note, key, false)).length && key.name === origin) isSigned = true;
  }
  if (!isSigned) refuse(`the checkpoint of ${origin} is not signed by a key known here`);
  const cosigned = [];
  // A key that is given twice is one witness.
  for (const { key, name } of new Map(witnesses.map((each) => [each.key, each])).values()) {
    const times = await signedBy(note, await parseKey(key, WITNESS), true);
    if (times.length) cosigned.push({ name, at: new Date(Number(times.at(-1)) * 1000) });
  }
  return { ...head, witnesses: cosigned };
}

/** Check, offline, that an entry is in a log, as a proof says (c2sp.org/tlog-proof@v1). `needed` witnesses must have cosigned. */
export async function checkProof(proof, entry, logKeys, witnesses = [], needed = 0) {
  try {
    const text = typeof proof === "string" ? proof : decoder.decode(proof);
    const gap = text.indexOf("\n\n");
    const lines = text.slice(0, gap).split("\n");
    if (gap < 0 || lines.shift() !== HEADER) refuse("this is no proof of a log");
    if (lines[0]?.startsWith("extra ")) fromBase64(lines.shift().slice(6), "the extra data");
    if (!lines[0]?.startsWith("index ")) refuse("the proof does not say which entry it is of");
    const index = numberFrom(lines.shift().slice(6), "the index");
    const hashes = lines.map((line) => hashFrom(line, "a hash of the proof"));
    const found = await openCheckpoint(text.slice(gap + 2), logKeys, witnesses);
    if (!equal(await rootOf(await leafHash(entry), index, found.size, hashes), found.root)) refuse("the log does not hold this entry");
    if (found.witnesses.length < needed) refuse(`${found.witnesses.length} witnesses cosigned, and ${needed} are needed`);
    return { verdict: "valid", index, ...found, root: toBase64(found.root) };
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) return { verdict: "invalid", reason: error.message };
    return { verdict: "indeterminate", reason: `this browser cannot tell: ${error.message}` };
  }
}
