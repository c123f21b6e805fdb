// The frame of a record in TensorFlow's record files: length, its checksum, the bytes, their checksum.
import { maskedCrc32c } from './crc32c.js';

/** Numbers are little-endian: a length of 64 bits, checksums of 32. */
export function framedRecord(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(8 + 4 + bytes.length + 4);
  const view = new DataView(frame.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedCrc32c(frame.subarray(0, 8)), true);
  frame.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedCrc32c(bytes), true);
  return frame;
}
