// Doubles as bytes in the store: little-endian, as every machine is that TensorFlow runs on.

export function doublesToBytes(...parts: readonly Float64Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/** A copy, because doubles must lie at multiples of 8 bytes. The length must be a multiple of 8. */
export function doublesFromBytes(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}
