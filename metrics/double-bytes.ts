// Doubles in the store: as little-endian bytes, because every machine that TensorFlow runs on is little-endian; and as
// tensors, which hold no doubles.
import type { TensorData } from '../store/types.js';

export function doublesToBytes(...parts: readonly Float64Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/** A copy, because doubles need multiples of 8 bytes. The length must be a multiple of 8. */
export function doublesFromBytes(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

/** n doubles as n × 2 int32 with the same bits: a view, not a copy. */
export function doublesToTensor({ buffer, byteOffset, length }: Float64Array): TensorData {
  return { shape: [length, 2], data: new Int32Array(buffer, byteOffset, length * 2) };
}

/** The reverse of `doublesToTensor`, as a copy. */
export function doublesFromTensor({ data }: TensorData): Float64Array {
  return new Float64Array(Int32Array.from(data).buffer);
}
