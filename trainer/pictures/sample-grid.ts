// A grid of images as one PNG.
import sharp from 'sharp';

/** The layout of a grid: pixels of a cell's image, rows, columns, and how many times each pixel is enlarged. */
export interface GridLayout {
  readonly size: number;
  readonly rows: number;
  readonly columns: number;
  readonly scale?: number;
}

/** Dark grey between the images. */
const gap = 2;
const gapValue = 32;

/** The first rows × columns images (bytes NHWC RGB), row by row; cells without an image stay grey. */
export async function sampleGrid(images: Uint8Array, layout: GridLayout): Promise<Uint8Array> {
  const { size, rows, columns, scale = 2 } = layout;
  const [width, height] = [columns * (size + gap) + gap, rows * (size + gap) + gap];
  const canvas = new Uint8Array(width * height * 3).fill(gapValue);
  const count = Math.min(rows * columns, Math.floor(images.length / (size * size * 3)));
  for (let index = 0; index < count; index++) {
    const left = gap + (index % columns) * (size + gap);
    const top = gap + Math.floor(index / columns) * (size + gap);
    for (let row = 0; row < size; row++) {
      const from = (index * size + row) * size * 3;
      canvas.set(images.subarray(from, from + size * 3), ((top + row) * width + left) * 3);
    }
  }
  const picture = sharp(canvas, { raw: { width, height, channels: 3 } });
  return picture
    .resize(width * scale, height * scale, { kernel: 'nearest' })
    .png()
    .toBuffer();
}
