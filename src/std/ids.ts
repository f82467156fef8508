// Makes ids such as `run_01jd3k9x4m…`: a ULID in lower case after a prefix. Sorting them as text sorts them by time.
import { randomBytes } from "node:crypto";
import { type Clock, systemClock } from "./clock.ts";

/** A fresh id. Ids from one source only ever grow, also within a millisecond and when the clock steps back. */
export type IdSource = (prefix: string) => string;

/** Crockford's base32: no i, l, o or u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
/** 48 bits of time and 80 of chance, five to a character. */
const LENGTH = 26;
const RANDOM_BYTES = 10;
/** Bits by which a step inside a millisecond is smaller than the room there is: a thousand steps fit on average. */
const SHORTER = 9n;

export function createIdSource(random: (size: number) => Uint8Array = randomBytes, clock: Clock = systemClock): IdSource {
  let last = -1n;
  return (prefix) => {
    const chance = BigInt(`0x${Buffer.from(random(RANDOM_BYTES)).toString("hex")}`);
    const fresh = (BigInt(clock.now()) << BigInt(8 * RANDOM_BYTES)) | chance;
    const sameMillisecond = fresh >> BigInt(8 * RANDOM_BYTES) <= last >> BigInt(8 * RANDOM_BYTES);
    // A step of chance, not of one: ids of one millisecond then differ early, so that a person can shorten them.
    last = sameMillisecond ? last + 1n + (chance >> SHORTER) : fresh;
    return `${prefix}_${toBase32(last)}`;
  };
}

function toBase32(value: bigint): string {
  let text = "";
  for (let rest = value; text.length < LENGTH; rest >>= 5n) text = (ALPHABET[Number(rest & 31n)] ?? "") + text;
  return text;
}
