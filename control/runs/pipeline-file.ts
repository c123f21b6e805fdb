// Pipeline files for commands: read from disk and loaded; complaints are an error that carries them.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EaganError } from '../../domain/errors.js';
import { countsOrNull } from './image-counts.js';
import { numericsVersion } from '../../planning/numerics.js';
import { ForeignFileError } from '../../scripts/foreign-files.mjs';
import type { Complaint } from '../../schemas/complaint.js';
import type { FileContent } from '../../schemas/decode.js';
import { readNamedFile, reasonOf } from '../../schemas/named-files.js';
import { loadPipeline, type LoadedPipeline, type LoadOptions, type LoadResult } from '../../schemas/load-pipeline.js';

/** What a file that is no pipeline gives. */
type RefusedPipeline = Extract<LoadResult, { readonly ok: false }>;

/** EAGAN_PIPELINE_INVALID with every complaint; the command line prints them all. */
export class PipelineInvalidError extends EaganError {
  readonly complaints: readonly Complaint[];
  /** How many complaints there are besides. */
  readonly more: number;

  constructor({ complaints, more, errors: count }: RefusedPipeline, file: string) {
    const mistakes = `${count} ${count === 1 ? 'mistake' : 'mistakes'}`;
    const cure = 'Fix the file; `eagan explain CODE` explains each code.';
    super('EAGAN_PIPELINE_INVALID', `${file} has ${mistakes}; nothing was started`, cure);
    this.complaints = complaints;
    this.more = more;
  }
}

/** A pipeline file's result, with or without complaints. Throws EAGAN_PIPELINE_NOT_FOUND if it cannot be read. */
export function readPipelineFile(file: string, options: LoadOptions & { directory: string }): LoadResult {
  return loadPipeline(
    { file, text: bytesOf(file, resolve(options.directory, file)) },
    { exists: existsSync, numericsVersion, countImages: countsOrNull, ...options },
  );
}

/** A valid pipeline; throws PipelineInvalidError with all complaints. For commands that need it valid (`eagan run`). */
export function requirePipeline(file: string, options: LoadOptions & { directory: string }): LoadedPipeline {
  const result = readPipelineFile(file, options);
  if (!result.ok) throw new PipelineInvalidError(result, file);
  return result;
}

function bytesOf(file: string, path: string): FileContent {
  try {
    return readNamedFile(path);
  } catch (error) {
    throw new EaganError('EAGAN_PIPELINE_NOT_FOUND', `${file} cannot be read: ${reasonOf(error)}`, cureOf(error), {
      cause: error,
    });
  }
}

/** A run is started again from its file, and a pipe cannot be read twice. */
function cureOf(error: unknown): string {
  const isPipe = error instanceof ForeignFileError && error.kind === 'a pipe';
  if (isPipe) return 'Write the pipeline into a file, then name that file.';
  return 'Check the name; pipelines/ holds complete examples.';
}
