// Makes a folder of JPEG files from drawn shapes, for measuring where no folder is given.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawShape } from '../../datasets/draw-shape.js';
import { shapeClasses } from '../../datasets/shape-classes.js';
import { makeFolderSync } from '../../scripts/files.mjs';

/**
 * So many different images are drawn; an ingest looks at each file by itself, so that more would only take longer to
 * make.
 */
const differentImages = 1000;

/**
 * Writes `train/<class>/NNNNN.jpg`, each size × size pixels, ten classes in turns. `folder` must exist; what is made
 * depends on nothing else.
 */
export async function makeImages(folder: string, images: number, size: number): Promise<void> {
  const raw = { width: size, height: size, channels: 3 } as const;
  const encode = (_: unknown, index: number): Promise<Buffer> =>
    sharp(drawShape(0, index, size), { raw })
      .jpeg()
      .toBuffer();
  const drawn = await Promise.all(Array.from({ length: Math.min(images, differentImages) }, encode));
  const classes = shapeClasses.map(({ name }) => join(folder, 'train', name));
  for (const path of classes) makeFolderSync(path);
  for (let i = 0; i < images; i++)
    writeFileSync(join(classes[i % classes.length]!, `${String(i).padStart(5, '0')}.jpg`), drawn[i % drawn.length]!);
}
