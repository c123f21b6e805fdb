// Tells from a JPEG's header whether decoding alone gives the packed image: the right size, no rotation, no colour
// profile.

const [startOfImage, endOfImage, startOfScan] = [0xffd8, 0xffd9, 0xda];
/** Baseline and progressive Huffman: every decoder knows them. */
const frames = new Set([0xc0, 0xc2]);
/**
 * JFIF, quantisation and Huffman tables, restart interval, comment. Any other (EXIF, colour profile, Adobe's colour
 * transform) needs more.
 */
const harmless = new Set([0xe0, 0xdb, 0xc4, 0xdd, 0xfe]);

/**
 * True for a complete JPEG of size × size pixels, grey or three components of 8 bits, without anything that changes how
 * it must be shown.
 */
export function isPlainJpeg(bytes: Uint8Array, size: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 4;
  if (end < 0 || view.getUint16(0) !== startOfImage || view.getUint16(end + 2) !== endOfImage) return false;
  let framed = false;
  for (let at = 2; at <= end && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === startOfScan) return framed;
    if (frames.has(marker)) {
      // A second frame could be of any size.
      if (framed || at + 10 >= end || !frameFits(view, at + 4, size)) return false;
      framed = true;
    } else if (!harmless.has(marker)) return false;
    at += 2 + view.getUint16(at + 2);
  }
  return false;
}

/** Reads the frame at `at`: one byte of precision, two each for height and width, one for the number of components. */
function frameFits(view: DataView, at: number, size: number): boolean {
  const square = view.getUint16(at + 1) === size && view.getUint16(at + 3) === size;
  return square && view.getUint8(at) === 8 && [1, 3].includes(view.getUint8(at + 5));
}
