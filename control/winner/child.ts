// The process with TensorFlow that draws images from a generator. It changes nothing in the store.
import { answerOnce } from '../../planning/measure-in-child.js';
import { drawGrid, drawIntoFolder, proofImage } from '../../trainer/pictures/drawn.js';
import { readOnlyStoreIn } from '../verify/read-only-store.js';
import { toBase64, type DrawingOrder } from './order-drawing.js';

answerOnce(async ({ storeFolder, asked }: DrawingOrder, tell) => {
  const { objects } = await readOnlyStoreIn(storeFolder);
  switch (asked.as) {
    case 'folder':
      return drawIntoFolder(objects, asked.drawing, asked.folder, tell);
    case 'grid': {
      const { png, ...drawn } = await drawGrid(objects, asked.drawing);
      return { ...drawn, png: toBase64(png) };
    }
    case 'proof': {
      const { png, latent, image } = await proofImage(objects, asked.drawing);
      return { png: toBase64(png), latent: toBase64(bytesOf(latent)), image: toBase64(bytesOf(image)) };
    }
  }
});

const bytesOf = (floats: Float32Array): Uint8Array =>
  new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
