// The files that the judges of a pipeline need must be there before a run is frozen.
import { existsSync } from 'node:fs';
import { EaganError } from '../../domain/errors.js';
import { judgeFiles, judgePaths, type JudgedPipeline, type LocatedFile } from '../../domain/judges.js';

/**
 * Throws EAGAN_PATH_MISSING for a network, or statistics, that are not there. `source`: a fork shares what its source
 * has read.
 */
export function requireMetricFiles(pipeline: JudgedPipeline, source?: JudgedPipeline): void {
  const read = source ? judgeFiles(source).map(({ file }) => file.contents) : [];
  for (const { at, file } of judgeFiles(pipeline)) if (!read.includes(file.contents)) requireFile(at, file);
}

function requireFile(at: readonly string[], { path, contents }: LocatedFile): void {
  if (existsSync(path) && contents !== null) return;
  const key = `${at.join('.')}.path`;
  throw new EaganError(
    'EAGAN_PATH_MISSING',
    `${key} must name a file that is there (got ${path})`,
    `Put the file there, or name another: eagan run FILE --set ${key}=PATH. eagan downloads none.${instead(at)}`,
  );
}

/** The search has figures without the file that only its final pair needs. */
const instead = ([root]: readonly string[]): string =>
  root === judgePaths.final[0]
    ? ` Or judge the final pair by the extractor of the search: eagan run FILE --set ${judgePaths.final.join('.')}=null`
    : '';
