// Unpacks a gzip stream; what is none passes as it is.
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FormatError } from '../format-error.js';

/** @throws FormatError with an offset in the packed stream, if it is cut or damaged */
export async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const count = { packed: 0 };
  const counted = countBytes(source, count);
  const first = await firstBytes(counted);
  const whole = joined(first, counted);
  if (first[0] !== 0x1f || first[1] !== 0x8b) return yield* whole;
  try {
    // An error of either stream comes out of the second, and leaving it early ends the first.
    yield* pipeline(Readable.from(whole), createGunzip(), () => {});
  } catch (error) {
    throw isOfZlib(error) ? new FormatError(`a gzip file must be whole (${error.message})`, count.packed) : error;
  }
}

const isOfZlib = (error: unknown): error is Error =>
  error instanceof Error && /^Z_/.test(String((error as { code?: unknown }).code));

async function* countBytes(source: AsyncIterable<Uint8Array>, count: { packed: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    count.packed += chunk.length;
    yield chunk;
  }
}

/** At least two bytes, unless there are fewer. */
async function firstBytes(source: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let bytes: Uint8Array = new Uint8Array(0);
  while (bytes.length < 2) {
    const next = await source.next();
    if (next.done) break;
    bytes = Buffer.concat([bytes, next.value]);
  }
  return bytes;
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  yield* rest;
}
