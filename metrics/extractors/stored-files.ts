// The files of a network as tensors of a checkpoint, which holds numbers of 32 bits: their bytes one behind the other.
import type { TensorData, Tensors } from '../../store/types.js';
import type { NetworkFiles } from './networks/types.js';

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
}

/** Each part becomes an object of its own. */
const partBytes = 16 * 1024 * 1024;
const partName = (part: number): string => `part-${String(part).padStart(4, '0')}`;

export function filesToTensors(files: NetworkFiles): { listed: StoredFile[]; tensors: Map<string, TensorData> } {
  const listed = [...files].map(([name, { length }]) => ({ name, bytes: length }));
  const total = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  const whole = new Uint8Array(Math.ceil(total / 4) * 4);
  let at = 0;
  for (const bytes of files.values()) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  const tensors = new Map<string, TensorData>();
  for (let from = 0; from < whole.length; from += partBytes) {
    const numbers = Math.min(partBytes, whole.length - from) / 4;
    tensors.set(partName(from / partBytes), { shape: [numbers], data: new Int32Array(whole.buffer, from, numbers) });
  }
  return { listed, tensors };
}

/** @throws RangeError if the tensors hold fewer bytes than the list says */
export function filesFromTensors(listed: readonly StoredFile[], tensors: Tensors): NetworkFiles {
  const total = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  const whole = new Uint8Array(Math.ceil(total / 4) * 4);
  for (let from = 0; from < whole.length; from += partBytes) {
    const data = tensors.get(partName(from / partBytes))?.data;
    const bytes = Math.min(partBytes, whole.length - from);
    if (data?.byteLength !== bytes)
      throw new RangeError(`a stored network must have ${bytes} bytes from ${from} on (got ${data?.byteLength})`);
    whole.set(new Uint8Array(data.buffer, data.byteOffset, bytes), from);
  }
  let at = 0;
  return new Map(listed.map(({ name, bytes }) => [name, whole.subarray(at, (at += bytes))]));
}
