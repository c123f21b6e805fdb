// Reads a safetensors file of floats: an 8-byte header length, a JSON header, the data.
import { readFileSync } from 'node:fs';
import type { TensorData } from '../../store/types.js';

export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, TensorData>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

export function readSafetensors(path: string): Safetensors {
  const bytes = new Uint8Array(readFileSync(path));
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, Entry>;
  const { __metadata__: metadata, ...entries } = header;
  const tensors = Object.entries(entries).map(([name, { shape, data_offsets }]): [string, TensorData] => {
    const data = bytes.slice(8 + length + data_offsets[0], 8 + length + data_offsets[1]);
    return [name, { shape, data: new Float32Array(data.buffer) }];
  });
  return { metadata: metadata as unknown as Record<string, string>, tensors: new Map(tensors) };
}
