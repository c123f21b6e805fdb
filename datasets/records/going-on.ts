// How reading goes on behind damage, where somebody wants to know of all of it. Runs stop at the first.
import type { RecordFile, RecordFiles } from './format.js';

/** What the work gives; where it finds damage that is passed over, something else. */
export async function orElse<T>(files: RecordFiles, work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (files.passOver(error)) return otherwise;
    throw error;
  }
}

/** What files hold, one after another; of a damaged file that is passed over, what lies before the damage. */
export async function* inFiles<T>(
  files: RecordFiles,
  names: readonly string[],
  read: (file: RecordFile) => AsyncIterable<T>,
): AsyncGenerator<T> {
  for (const name of names) {
    try {
      yield* read(await files.open(name));
    } catch (error) {
      if (!files.passOver(error)) throw error;
    }
  }
}
