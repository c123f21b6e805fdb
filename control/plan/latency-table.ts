// Records a latency table for a pipeline file, and writes it to a given path.
import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EaganError } from '../../domain/errors.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { busyWarning } from '../../planning/busy-machine.js';
import { recordLatency } from '../../planning/latency/record.js';
import { emptyTable } from '../../planning/latency/table.js';
import type { Overrides } from '../../schemas/overrides.js';
import { withUmaskOfUser } from '../../scripts/privacy.mjs';
import { isFolder, isLink } from '../../scripts/files.mjs';
import { programVersion } from '../../worker/program-version.js';
import { requirePipeline } from '../runs/pipeline-file.js';

export interface LatencyRequest {
  readonly overrides: Overrides;
  /** Threads of TensorFlow; by default those of the pipeline's evaluations. */
  readonly threads?: number;
  /** The file to write; by default none. */
  readonly output?: string;
  /** From where relative paths start. */
  readonly directory: string;
  readonly tell: (text: string) => void;
}

/**
 * Measures this machine at the pipeline's sizes, which takes about two minutes. Returns the table as data and as YAML.
 */
export async function recordTable(file: string, request: LatencyRequest): ReturnType<typeof recordLatency> {
  const { output, directory, tell } = request;
  const pipeline = read(file, request);
  const target = output === undefined ? null : writable(output, directory);
  const warning = busyWarning();
  if (warning !== null) tell(warning);
  const threads = request.threads ?? pipeline.resources.evaluate.threads;
  const recorded = await recordLatency(pipeline, { threads, program: programVersion(), tell });
  if (target !== null) write(target, recorded.text);
  return recorded;
}

/** The pipeline with operations that take no time: the table that it names may not exist yet. */
function read(file: string, { overrides, directory }: LatencyRequest): Pipeline {
  const free = `metrics.latency=${JSON.stringify({ from: 'inline', ...emptyTable() })}`;
  const { param, seed, images, set = [] } = overrides;
  return requirePipeline(file, { param, seed, images, set: [...set, free], directory }).pipeline;
}

/** The path of the file that will be written. If it cannot be written, throws before anything is measured. */
function writable(name: string, directory: string): string {
  const path = resolve(directory, name);
  try {
    if (isFolder(path)) throw new Error('it is a folder');
    if (!existsSync(path) && isLink(path)) throw new Error('it is a broken link');
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
    return path;
  } catch (error) {
    throw unwritable('EAGAN_USAGE', name, error);
  }
}

function write(path: string, text: string): void {
  try {
    withUmaskOfUser(() => writeFileSync(path, text));
  } catch (error) {
    const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    throw unwritable(isFull ? 'EAGAN_DISK_FULL' : 'EAGAN_DISK_ERROR', path, error);
  }
}

const unwritable = (
  code: 'EAGAN_USAGE' | 'EAGAN_DISK_FULL' | 'EAGAN_DISK_ERROR',
  name: string,
  cause: unknown,
): EaganError =>
  new EaganError(
    code,
    `--output must name a file that can be written (got ${name}: ${(cause as Error).message})`,
    'Name a file in a folder that exists and that you may write to.',
    { cause },
  );
