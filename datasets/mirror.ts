// Mirrors packed images: left becomes right.

/** Mirrors image `index` of `images` in place. `images`: bytes NHWC RGB, size × size × 3 an image. */
export function mirrorImage(images: Uint8Array, index: number, size: number): void {
  const row = size * 3;
  const start = index * size * row;
  for (let at = start; at < start + size * row; at += row) mirrorRow(images, at, at + row - 3);
}

/** Exchanges the pixels from both ends of a row to its middle. `left` and `right`: offsets of the outermost pixels. */
function mirrorRow(images: Uint8Array, left: number, right: number): void {
  for (; left < right; left += 3, right -= 3)
    for (let channel = 0; channel < 3; channel++) {
      const kept = images[left + channel]!;
      images[left + channel] = images[right + channel]!;
      images[right + channel] = kept;
    }
}
