// The process that makes pictures of samples: one after another, each sent as soon as it is there. It changes nothing.
import { answerOnce } from '../../../planning/measure-in-child.js';
import { samplesOf } from '../../../trainer/pictures/samples.js';
import { readOnlyStoreIn } from '../../verify/read-only-store.js';
import type { PicturesOrder, ToldPicture } from './make-pictures.js';

answerOnce(async ({ storeFolder, requests }: PicturesOrder, tell) => {
  const { objects } = await readOnlyStoreIn(storeFolder);
  for (const [index, request] of requests.entries()) {
    const outcome = await samplesOf(objects, request);
    const sent = outcome.status === 'ok' ? { status: 'ok', base64: base64Of(outcome.png) } : outcome;
    tell({ index, ...sent } as ToldPicture);
  }
  return null;
});

const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
