// Files that write_samples.py writes, with Python's standard library alone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '../../formats/format-error.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let folder: string | undefined;

/** Written once in a process. */
function samplesFolder(): string {
  if (folder !== undefined) return folder;
  const made = temporaryFolder();
  const script = join(projectRoot, 'test', 'formats', 'write_samples.py');
  const { status, stderr } = spawnSync('python3', [script, made], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return (folder = made);
}

export const sample = (name: string): Buffer => readFileSync(join(samplesFolder(), name));
export const sampleStream = (name: string): AsyncIterable<Uint8Array> => createReadStream(join(samplesFolder(), name));
export const sampleNames = (): string[] => readdirSync(samplesFolder());

/** At this many places, evenly spaced, from the first byte to the last but one. */
export const cuts = (length: number, count = 20): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor((i * (length - 1)) / (count - 1)));

/** Passes if the error says where it is, within the bytes that there are. */
export function withOffset(error: unknown, length: number): true {
  assert.ok(error instanceof FormatError, String(error));
  assert.ok(error.offset >= 0 && error.offset <= length, `offset ${error.offset} of ${length} bytes: ${error.message}`);
  assert.match(error.message, /, at byte \d+$/);
  return true;
}

/** All bytes of a stream of chunks. */
export async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
  return Buffer.concat(parts);
}

/** A stream whose chunks have so many bytes. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
