// The picture of a data set: a row of images for each class.
import type { PreviewRow } from '../../datasets/inspect/preview-rows.js';
import { bytesPerImage } from '../../datasets/pack.js';
import { sampleGrid } from '../../trainer/pictures/sample-grid.js';
import { writeNewFile } from '../write-new-file.js';

/** Small images are enlarged so that people see something. */
const enlargedTo = 64;

/** Writes a PNG. Throws what `writeNewFile` throws. */
export async function writePreview(
  path: string,
  rows: readonly PreviewRow[],
  size: number,
  force: boolean,
): Promise<void> {
  const columns = Math.max(1, ...rows.map(({ images }) => images.length));
  const each = bytesPerImage(size);
  const grid = new Uint8Array(Math.max(1, rows.length) * columns * each).fill(emptyValue);
  for (const [row, { images }] of rows.entries())
    for (const [column, image] of images.entries()) grid.set(image, (row * columns + column) * each);
  const scale = Math.max(1, Math.round(enlargedTo / size));
  const png = await sampleGrid(grid, { size, rows: Math.max(1, rows.length), columns, scale });
  await writeNewFile(path, force, (handle) => handle.writeFile(png));
}

/** As between the images. */
const emptyValue = 32;
