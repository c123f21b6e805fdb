// The frozen run against its digests, and the frozen pipeline against the texts that it was read from.
import { runDigest } from '../../../domain/runs/run-id.js';
import { frozenContents } from '../../../schemas/file-contents.js';
import { loadPipeline } from '../../../schemas/load-pipeline.js';
import type { FrozenRun, StoreFinding } from '../../../store/index.js';
import { verifyFrozen } from '../verify-frozen.js';
import { finding, type RunCheck } from './check.js';

export const frozen: RunCheck = async ({ found: { frozen: run } }) => {
  const { source, findings } = verifyFrozen(run);
  return source === 'notRecorded' ? findings : [...findings, ...unlikeTexts(run)];
};

/** Reads the texts as `eagan run` did. A text that was not frozen cannot be read again; then nothing is compared. */
function unlikeTexts({
  run,
  text,
  file = 'pipeline.yaml',
  folder,
  files = [],
  overrides,
  contents,
  digest,
  pipeline,
}: FrozenRun): StoreFinding[] {
  if (text === '') return [];
  let isWhole = true;
  const readFile = (path: string): string => {
    const known = files.find((one) => one.path === path);
    isWhole &&= known !== undefined;
    return known?.text ?? '';
  };
  const where = folder === undefined ? {} : { directory: folder, folder };
  const loaded = loadPipeline(
    { file, text },
    { ...overrides, ...where, readFile, readContents: frozenContents(pipeline) },
  );
  if (!isWhole) return [];
  const path = `refs/runs/${run}/pipeline`;
  if (!loaded.ok)
    return [
      finding(
        'EAGAN_PLAN_DIFFERS',
        `the texts of the frozen run must be a pipeline (got ${loaded.errors} mistakes)`,
        path,
      ),
    ];
  const again = runDigest(loaded.digest, contents);
  if (again === digest) return [];
  return [
    finding('EAGAN_PLAN_DIFFERS', `the texts of the frozen run must give its pipeline, ${digest} (got ${again})`, path),
  ];
}
