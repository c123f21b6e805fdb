// Recognises 16-bit pictures by their first bytes: cheap enough for every file of a folder. deep-images.ts looks at
// their contents.

const png = '89504e470d0a1a0a';
/** Both byte orders, with offsets of four bytes and of eight. */
const tiffs = ['49492a00', '4d4d002a', '49492b00', '4d4d002b'];
/** In a PNG: after the signature, IHDR's length and name, width and height. */
const depthAt = 24;

/** True for a PNG of 16 bits a sample, and for every TIFF, whose first bytes do not tell. */
export function mayBeDeep(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  return start === png ? bytes[depthAt] === 16 : isTiff(bytes);
}

/** True for a TIFF. */
export function isTiff(bytes: Uint8Array): boolean {
  return tiffs.includes(Buffer.from(bytes.subarray(0, 4)).toString('hex'));
}

/**
 * How many bits samples have if the greatest is `greatest`, among what cameras and scanners make: 8, 10, 12, 14 or 16.
 */
export function bitsFor(greatest: number): number {
  if (greatest === 0) return 16;
  return [8, 10, 12, 14].find((bits) => greatest < 2 ** bits) ?? 16;
}
