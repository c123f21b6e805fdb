// `eagan latency FILE` and `npm run bench -- latency FILE`: the options, and the output of the command.
import type { Command } from 'commander';
import type { Output } from '../../../terminal/output.js';
import { wholeNumber } from '../../../terminal/option-values.js';
import { addPipelineOptions, type PipelineOptions } from '../../../terminal/pipeline-options.js';

export interface LatencyOptions extends PipelineOptions {
  readonly threads?: number;
  readonly output?: string;
}

/** Adds the command's argument and options. */
export function addLatencyOptions(cli: Command): Command {
  return addPipelineOptions(cli.argument('<file>', 'pipeline file; the latency table that it names need not exist yet'))
    .option(
      '--threads <number>',
      'threads of TensorFlow (default: resources.evaluate.threads of the pipeline)',
      wholeNumber(1),
    )
    .option('--output <file>', 'write the table to a file instead of printing it');
}

/** Measures, then prints the table or writes it. */
export async function tellLatency(
  file: string,
  { threads, output: target, ...overrides }: LatencyOptions,
  { output, directory }: { readonly output: Output; readonly directory: string },
): Promise<void> {
  const { recordTable } = await import('../../../control/plan/latency-table.js');
  const request = { overrides, threads, output: target, directory, tell: output.note };
  const { table, runtime, text } = await recordTable(file, request);
  const written = target === undefined ? {} : { file: target };
  output.result({ latency: table, runtime, ...written }, () => (target === undefined ? text.trimEnd() : wrote(target)));
}

const wrote = (file: string): string =>
  `wrote ${file}; to use it, set metrics.latency: { from: file, path: … } in the pipeline (the path is relative to the pipeline file)`;
