// All that is damaged in the files of a data set, and how many images can be read in spite of it: for people who mend
// or fetch files. Runs stop at the first damage.
import { basename } from 'node:path';
import type { IngestedDataset, RecordKind } from '../../domain/dataset.js';
import type { EaganError } from '../../domain/errors.js';
import { shownName } from '../names.js';
import type { IngestProgress } from '../types.js';
import type { UnreadableFile } from '../unreadable.js';
import type { RecordFormat, Split } from './format.js';
import { orElse } from './going-on.js';
import { Reading } from './reading.js';
import type { StoredFiles } from './stored-files.js';
import { reportEvery } from './survey.js';

export interface Damage {
  /** Each damaged file, with what is wrong and at which byte. */
  readonly files: readonly UnreadableFile[];
  /** Images that can be read: all of whole files, and what lies before the first damage of the others. */
  readonly readable: Readonly<Record<Split, number>>;
}

/** Reads all files, and makes every image. Throws nothing because of the files. */
export async function surveyDamage<Kind extends RecordKind>(
  dataset: IngestedDataset<Kind>,
  files: StoredFiles,
  format: RecordFormat<Kind>,
  onProgress: IngestProgress,
): Promise<Damage> {
  const found = new Map<string, UnreadableFile>();
  const onDamage = (error: EaganError): void => void found.set(error.message, toldOf(error, files));
  const reading = new Reading(files, format, onDamage);
  const readable = { train: 0, heldOut: 0 };
  const opened = await orElse(reading, () => format.open(dataset, reading, files.needed), null);
  for (const split of ['train', 'heldOut'] as const) {
    const count = async (): Promise<void> => {
      for await (const { image } of opened?.records(split) ?? []) {
        const made = await orElse(reading, async () => image(dataset.size), null);
        if (made && ++readable[split] % reportEvery === 0) await onProgress(readable[split], 2 * readable[split]);
      }
    };
    await orElse(reading, count, undefined);
  }
  // What nobody has read until now; a damaged file may end in the same way once more.
  if (found.size === 0) await orElse(reading, () => reading.finish(), null);
  return { files: [...found.values()], readable };
}

/** The file, or the archive, and the rest of the message, which begins with its path. */
function toldOf({ message }: EaganError, files: StoredFiles): UnreadableFile {
  const told = files.needed.flatMap(({ name, file }) => [
    { path: files.shown(name), name: file },
    { path: files.stored(name), name: basename(files.stored(name)) },
  ]);
  const [found] = told.filter(({ path }) => message.startsWith(path)).sort((x, y) => y.path.length - x.path.length);
  if (!found) return { name: '', reason: message };
  return { name: shownName(found.name), reason: message.slice(found.path.length).replace(/^[, ]+/, '') };
}
