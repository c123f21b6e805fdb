// Gives graphs to TensorFlow, which loads them from folders only.
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadGraph } from './device.js';
import { tag } from './ir/saved-model.js';

/** The bytes of a file, part by part. */
export type FileParts = readonly Uint8Array[];

/**
 * A frozen graph (GraphDef) as saved_model.pb: version 1, and one MetaGraphDef with the tag and the graph. The graph's
 * own bytes stay as they are, with the version that decides how its old operations are read.
 */
export function frozenAsSavedModel(graph: FileParts): FileParts {
  const bytes = graph.reduce((sum, { length }) => sum + length, 0);
  const tags = Uint8Array.of(0x0a, tag.length + 2, 0x22, tag.length, ...Buffer.from(tag));
  const meta = Uint8Array.of(...tags, 0x12, ...varint(bytes));
  return [Uint8Array.of(0x08, 1, 0x12, ...varint(meta.length + bytes), ...meta), ...graph];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** Loads a graph from its files: saved_model.pb, and what it reads its variables from, by names with `/`. */
export function loadGraphFiles(files: ReadonlyMap<string, FileParts>): number {
  const folder = mkdtempSync(join(tmpdir(), 'eagan-graph-'));
  try {
    for (const [name, parts] of files) {
      const path = join(folder, name);
      if (!existsSync(dirname(path))) mkdirSync(dirname(path));
      for (const part of parts) appendFileSync(path, part);
    }
    return loadGraph(folder, tag);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
