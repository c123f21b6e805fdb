// Lets a process with TensorFlow make pictures of samples.
import { measureInChild } from '../../../planning/measure-in-child.js';
import type { Store } from '../../../store/index.js';
import type { SampleOutcome, SampleRequest } from '../../../trainer/pictures/samples.js';

export interface PicturesOrder {
  readonly storeFolder: string;
  readonly requests: readonly SampleRequest[];
}

/** `index`: of the request. */
export type ToldPicture = { readonly index: number } & (
  { readonly status: 'ok'; readonly base64: string } | Exclude<SampleOutcome, { readonly status: 'ok' }>
);

/**
 * Makes the pictures in their order; `onMade` gets each of them. Throws EAGAN_TENSORFLOW_MISSING and
 * EAGAN_TRAINER_CRASHED.
 */
export async function makePictures(
  { folder }: Pick<Store, 'folder'>,
  requests: readonly SampleRequest[],
  threads: number,
  onMade: (index: number, outcome: SampleOutcome) => void,
): Promise<void> {
  const order: PicturesOrder = { storeFolder: folder, requests };
  const onTold = (value: unknown): void => {
    const told = value as ToldPicture;
    onMade(
      told.index,
      told.status === 'ok' ? { status: 'ok', png: new Uint8Array(Buffer.from(told.base64, 'base64')) } : told,
    );
  };
  await measureInChild(new URL('./child.js', import.meta.url), order, threads, { onTold });
}
