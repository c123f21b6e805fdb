// Which test drives each code that can end a run, and the commands that a cure prints, split as a shell does.

/**
 * `hashes`: test/following/cures.slow.test.ts, whole runs on a real server; `images`: test/e2e/cures.slow.test.ts, real
 * images and TensorFlow; `budget`: test/following/budget.test.ts and test/cli/stopped-runs.test.ts; `controls`:
 * test/following/controls.slow.test.ts.
 */
export const drivenBy: Readonly<Record<string, 'hashes' | 'images' | 'budget' | 'controls'>> = {
  EAGAN_DATASET_NOT_FOUND: 'images',
  EAGAN_DATASET_EMPTY: 'images',
  EAGAN_DATASET_UNSUITABLE: 'images',
  EAGAN_DATASET_DAMAGED: 'images',
  EAGAN_DATASET_CHANGED: 'images',
  EAGAN_IMAGE_UNREADABLE: 'images',
  EAGAN_EXTRACTOR_USELESS: 'images',
  EAGAN_EXTRACTOR_MISSING: 'hashes',
  EAGAN_EXTRACTOR_NOT_FOUND: 'hashes',
  EAGAN_EXTRACTOR_CHANGED: 'hashes',
  EAGAN_EXTRACTOR_INVALID: 'hashes',
  EAGAN_ONNX_MISSING: 'hashes',
  EAGAN_CONTENTS_DIFFER: 'hashes',
  EAGAN_REFERENCE_UNSUITABLE: 'hashes',
  EAGAN_BATCH_TOO_LARGE: 'hashes',
  EAGAN_SPACE_TOO_SMALL: 'hashes',
  EAGAN_METRICS_UNEQUAL: 'hashes',
  EAGAN_NOT_REPRODUCIBLE: 'hashes',
  EAGAN_OBJECT_MISSING: 'hashes',
  EAGAN_OBJECT_CORRUPT: 'hashes',
  EAGAN_REF_CONFLICT: 'hashes',
  EAGAN_DISK_ERROR: 'hashes',
  EAGAN_STORE_NOT_WRITABLE: 'hashes',
  EAGAN_FILE_SYSTEM_UNSAFE: 'hashes',
  EAGAN_NOT_TRUSTED: 'hashes',
  EAGAN_STATE_LINK: 'hashes',
  EAGAN_TENSORFLOW_MISSING: 'hashes',
  EAGAN_TRAINER_NOT_STARTED: 'hashes',
  EAGAN_TRAINER_DIFFERS: 'hashes',
  EAGAN_TRAINER_CRASHED: 'hashes',
  EAGAN_TRAINER_HUNG: 'hashes',
  EAGAN_OUT_OF_MEMORY: 'hashes',
  EAGAN_SYSTEM: 'hashes',
  EAGAN_TEMPORAL_CONTROL: 'controls',
  EAGAN_RUN_BLOCKED: 'hashes',
  EAGAN_INTERNAL: 'hashes',
  EAGAN_BUDGET_REACHED: 'budget',
};

/** The words of each `eagan …` in a text, in order. A command ends where the sentence continues. */
export function commandsIn(text: string): string[][] {
  const starts = [...text.matchAll(/\beagan (?=(?:run|resume|server) )/g)].map(({ index }) => index);
  return starts.map((start) => wordsOf(text.slice(start)));
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (let left = text; left !== '';) {
    const [whole, word] = /^((?:'[^']*'|\\'|[^\s'])+)\s*/.exec(left)!;
    const isLast = /[.,;:]$/.test(word!);
    const bare = isLast ? word!.slice(0, -1) : word!;
    words.push(bare.replace(/'([^']*)'/g, '$1').replaceAll("\\'", "'"));
    if (isLast) break;
    left = left.slice(whole.length);
  }
  return words;
}
