// Records a latency table for a pipeline file, and writes it where people say: for `eagan latency` and `npm run bench
// -- latency`.
import { accessSync, constants, existsSync, lstatSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { EaganError } from '../domain/errors.js';
import type { Pipeline } from '../domain/pipeline.js';
import { busyWarning } from '../planning/busy-machine.js';
import { recordLatency } from '../planning/latency/record.js';
import { emptyTable } from '../planning/latency/table.js';
import { programVersion } from '../worker/program-version.js';
import { wholeNumber } from './option-values.js';
import type { Output } from './output.js';
import { requirePipeline } from './pipeline-file.js';
import { addPipelineOptions, type PipelineOptions } from './pipeline-options.js';

export interface LatencyOptions extends PipelineOptions {
  readonly threads?: number;
  readonly output?: string;
}

/** Adds what the command takes. */
export function addLatencyOptions(cli: Command): Command {
  return addPipelineOptions(
    cli.argument('<file>', 'pipeline file; a latency table that it names need not be there yet'),
  )
    .option(
      '--threads <number>',
      'threads of TensorFlow (default: resources.evaluate.threads of the pipeline)',
      wholeNumber(1),
    )
    .option('--output <file>', 'write the table into a file instead of printing it');
}

/** Measures this machine at the pipeline's sizes, about two minutes, and prints the table or writes it. */
export async function tellLatency(
  file: string,
  options: LatencyOptions,
  { output, directory }: { readonly output: Output; readonly directory: string },
): Promise<void> {
  const pipeline = read(file, options, directory);
  const target = options.output === undefined ? null : writable(options.output, directory);
  const warning = busyWarning();
  if (warning !== null) output.note(warning);
  const threads = options.threads ?? pipeline.resources.evaluate.threads;
  const tell = (text: string): void => output.note(text);
  const { table, runtime, text } = await recordLatency(pipeline, { threads, program: programVersion(), tell });
  if (target !== null) write(target, text);
  const written = target === null ? {} : { file: options.output };
  output.result({ latency: table, runtime, ...written }, () => (target === null ? text.trimEnd() : wrote(options)));
}

const wrote = ({ output }: LatencyOptions): string =>
  `wrote ${output}; the pipeline takes it by metrics.latency: { from: file, path: … }, relative to the pipeline's file`;

/** The pipeline as if each operation took nothing: the table that it may name is what is to be made. */
function read(file: string, options: LatencyOptions, directory: string): Pipeline {
  const free = `metrics.latency=${JSON.stringify({ from: 'inline', ...emptyTable() })}`;
  const { param, seed, images } = options;
  return requirePipeline(file, { param, seed, images, set: [...(options.set ?? []), free], directory }).pipeline;
}

/** The path of the file that will be written, refused before anything is measured where that cannot be. */
function writable(name: string, directory: string): string {
  const path = resolve(directory, name);
  try {
    if (existsSync(path) && statSync(path).isDirectory()) throw new Error('it is a folder');
    if (!existsSync(path) && isLink(path)) throw new Error('it is a link that leads nowhere');
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
    return path;
  } catch (error) {
    throw unwritable('EAGAN_USAGE', name, error);
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
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
