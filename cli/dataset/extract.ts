// `eagan dataset extract RUN PLACE PNG`.
import { resolve } from 'node:path';
import { imageAt, imagesOfRun } from '../../control/dataset/run-images.js';
import type { Split } from '../../datasets/records/format.js';
import { findRun } from '../../control/runs/find-run.js';
import { openReadOnlyStore } from '../../control/verify/read-only-store.js';
import { writeNewFile } from '../../control/write-new-file.js';
import { encodePng } from '../../datasets/picture-files.js';
import { EaganError } from '../../domain/errors.js';
import { readingRun } from '../../store/index.js';
import type { Context } from '../command.js';

/** Writes nothing but the file. */
export async function extract(
  asked: string,
  place: string,
  png: string,
  force: boolean,
  context: Context,
): Promise<void> {
  const { split, index } = placeOf(place);
  const store = await openReadOnlyStore(context.namedStateFolder());
  const { run } = (await findRun(store, asked)).frozen;
  const image = await readingRun(run, async () => {
    const images = await imagesOfRun(store, run);
    return encodePng(await imageAt(images, split, index), images.artifact.size);
  });
  const path = resolve(context.directory, png);
  await writeNewFile(path, force, (handle) => handle.writeFile(image));
  context.output.result({ run, place, path }, () => `wrote ${png}`);
}

function placeOf(text: string): { split: Split; index: number } {
  const [, split, digits] = /^(train|heldOut)\/(\d{1,15})$/.exec(text) ?? [];
  if (digits !== undefined) return { split: split as Split, index: Number(digits) };
  const cure = '`eagan dataset find` and `eagan dataset inspect` print such places.';
  throw new EaganError('EAGAN_USAGE', `an image must be named like train/17 or heldOut/3 (got ${text})`, cure);
}
