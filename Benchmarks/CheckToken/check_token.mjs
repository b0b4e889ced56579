// The Node peer of CheckToken.swift: Base32, a reader for the CBOR that a token holds, crypto's HMAC.
//     node check_token.mjs FILE ROUNDS
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

const [key, ...texts] = readFileSync(process.argv[2], "utf8").trim().split("\n");
const secret = Buffer.from(key, "hex");
const values = new Int8Array(128).fill(-1);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"].forEach((c, i) => (values[c.charCodeAt(0)] = i));

function base32(text) {
  const out = Buffer.allocUnsafe(((text.length - 3) * 5) >> 3);
  let block = 0, bits = 0, at = 0;
  for (let i = 3; i < text.length; i++) {
    const value = values[text.charCodeAt(i)];
    if (value < 0) return null;
    block = (block << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = block >> bits;
      block &= (1 << bits) - 1;
    }
  }
  return block === 0 ? out : null;
}

function item(bytes, state) {
  const first = bytes[state.at++];
  const kind = first >> 5, small = first & 31;
  let n = small;
  if (small === 24) n = bytes[state.at++];
  else if (small === 25) { n = bytes.readUInt16BE(state.at); state.at += 2; }
  else if (small === 26) { n = bytes.readUInt32BE(state.at); state.at += 4; }
  else if (small > 26) throw new Error("not of the profile");
  switch (kind) {
    case 0: return n;
    case 1: return -1 - n;
    case 2: return bytes.subarray(state.at, (state.at += n));
    case 3: return bytes.toString("utf8", state.at, (state.at += n));
    case 4: { const list = []; while (n--) list.push(item(bytes, state)); return list; }
    case 5: {
      const map = new Map();
      while (n--) map.set(item(bytes, state), item(bytes, state));
      return map;
    }
    case 6: return item(bytes, state);
    default: return first === 0xf5;
  }
}

function check(text) {
  const token = base32(text);
  if (!text.startsWith("GP1") || token === null || token[0] !== 0xd1) return null;
  const [header, , payload, tag] = item(token, { at: 0 });
  const start = Buffer.from([0x84, 0x64, 0x4d, 0x41, 0x43, 0x30, 0x48]);
  const middle = Buffer.from([0x40, 0x58, payload.length]);
  const mac = createHmac("sha256", secret)
    .update(Buffer.concat([start, header, middle, payload])).digest();
  return timingSafeEqual(mac, tag) ? item(payload, { at: 0 }) : null;
}

const rounds = Number(process.argv[3]);
let accepted = 0;
const begin = process.cpuUsage();
for (let round = 0; round < rounds; round++)
  for (const text of texts) if (check(text)?.get(-65537).get(3) === 1042) accepted++;
const used = process.cpuUsage(begin);
if (accepted !== texts.length * rounds) process.exit(2);
console.log(JSON.stringify({ checks: accepted, cpu_seconds: (used.user + used.system) / 1e6 }));
