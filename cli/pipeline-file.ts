// Pipeline files for commands: read from disk, loaded, complaints as an error that carries them.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EaganError } from '../domain/errors.js';
import { folderCounts } from './image-counts.js';
import { numericsVersion } from '../planning/numerics.js';
import type { Complaint } from '../schemas/complaint.js';
import { loadPipeline, type LoadOptions, type LoadResult } from '../schemas/load-pipeline.js';

/** EAGAN_PIPELINE_INVALID with every complaint; the command line prints them all. */
export class PipelineInvalidError extends EaganError {
  constructor(
    readonly complaints: readonly Complaint[],
    file: string,
  ) {
    const count = complaints.filter(({ severity }) => severity === 'error').length;
    const mistakes = `${count} ${count === 1 ? 'mistake' : 'mistakes'}`;
    const cure = 'Mend the file; `eagan explain CODE` says more about each code.';
    super('EAGAN_PIPELINE_INVALID', `${file} has ${mistakes}; nothing was started`, cure);
  }
}

/** A pipeline file's result, with complaints or without. Throws EAGAN_PIPELINE_NOT_FOUND when it cannot be read. */
export function readPipelineFile(file: string, options: LoadOptions & { directory: string }): LoadResult {
  return loadPipeline(
    { file, text: bytesOf(file, resolve(options.directory, file)) },
    { exists: existsSync, numericsVersion, countImages: folderCounts, ...options },
  );
}

/** A valid pipeline; throws PipelineInvalidError with all complaints. For commands that go on with it (`eagan run`). */
export function requirePipeline(
  file: string,
  options: LoadOptions & { directory: string },
): Extract<LoadResult, { ok: true }> {
  const result = readPipelineFile(file, options);
  if (!result.ok) throw new PipelineInvalidError(result.complaints, file);
  return result;
}

function bytesOf(file: string, path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'EISDIR' ? 'it is a folder' : (error as Error).message;
    const cure = 'Check the name; pipelines/ holds complete examples.';
    throw new EaganError('EAGAN_PIPELINE_NOT_FOUND', `${file} cannot be read: ${reason}`, cure, { cause: error });
  }
}
