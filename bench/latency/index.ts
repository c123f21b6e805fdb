// `bench latency FILE`: records what each operation takes on this machine, as a table for the objective `latency`.
import type { Command } from 'commander';
import type { Output } from '../../cli/output.js';
import { requirePipeline } from '../../cli/pipeline-file.js';
import { addPipelineOptions, type PipelineOptions } from '../../cli/pipeline-options.js';
import { cellCount } from '../../domain/genotype.js';
import type { LatencyTable, NetworkName, Pipeline } from '../../domain/pipeline.js';
import { networkSizes } from '../../domain/run-plan.js';
import { machineSize } from '../../scripts/machine.mjs';
import type { RuntimeIdentity } from '../../trainer/types.js';
import type { Note } from '../benchmark.js';
import { runInChild } from '../run-in-child.js';
import { warnWhenBusy } from '../tell.js';
import type { MeasuredCell } from './measure.js';
import { emptyTable, networkTable, tableText } from './table.js';

/** Adds the command. It is none of the benchmarks that are measured without a name: what it prints is for a pipeline. */
export function latency(program: Command, output: Output): void {
  const command = program
    .command('latency')
    .description("records a latency table for a pipeline's sizes, as YAML, about two minutes")
    .argument('<file>', 'the pipeline; a table that it names need not be there yet');
  addPipelineOptions(command).action(async (file: string, options: PipelineOptions) => {
    const note: Note = (text) => output.note(text);
    const pipeline = read(file, options);
    warnWhenBusy(note);
    const { table, runtime } = await record(pipeline, note);
    const text = tableText(table, headOf(pipeline, runtime));
    output.result({ latency: table, runtime }, () => text);
  });
}

/** The pipeline as if each operation took nothing: the table that it may name is what is to be made. */
function read(file: string, options: PipelineOptions): Pipeline {
  const free = `metrics.latency=${JSON.stringify({ from: 'inline', ...emptyTable() })}`;
  const set = [...(options.set ?? []), free];
  return requirePipeline(file, { ...options, set, directory: process.cwd() }).pipeline;
}

async function record(
  pipeline: Pipeline,
  note: Note,
): Promise<{ readonly table: LatencyTable; readonly runtime: RuntimeIdentity }> {
  const { threads } = pipeline.resources.evaluate;
  const of = async (network: NetworkName): Promise<[cells: MeasuredCell[], runtime: RuntimeIdentity]> => {
    const cells: MeasuredCell[] = [];
    let runtime!: RuntimeIdentity;
    for (let cell = 0; cell < cellCount; cell++) {
      const request = { network, cell, sizes: networkSizes(pipeline), imageSize: pipeline.dataset.size };
      const measured = await runInChild('latency', request, threads);
      cells.push(measured.value);
      ({ runtime } = measured);
      note(`${network}, cell ${cell + 1} of ${cellCount}: a forward takes ${measured.value.referenceMs.toFixed(2)} ms`);
    }
    return [cells, runtime];
  };
  const [generator] = await of('generator');
  const [discriminator, runtime] = await of('discriminator');
  const table = {
    generator: networkTable('generator', generator),
    discriminator: networkTable('discriminator', discriminator),
  };
  return { table, runtime };
}

/** What the table is of, and by which rule. */
function headOf({ networks, dataset }: Pipeline, runtime: RuntimeIdentity): string[] {
  const { generator, discriminator } = networks;
  const { tensorflow, device, hardware, threads } = runtime;
  return [
    'Milliseconds of a forward of one image, recorded with: npm run bench -- latency FILE',
    `Sizes: ${dataset.size}×${dataset.size} images; generator ${generator.channels} channels, latent ${generator.latent}; discriminator ${discriminator.channels} channels.`,
    `Machine: ${hardware}, ${machineSize().cores} cores; TensorFlow ${tensorflow} on ${device}, ${counted(threads)}.`,
    'Rule: one edge of a reference architecture (a skip on every normal edge; nearest up-sampling; only the first cell of a',
    'discriminator halves the image, by average pooling) is changed at a time; all operations of an edge run in turns, as',
    'graphs in evaluation mode; in a turn the fastest of three runs counts, and the median of the differences over the turns.',
    "An edge's cheapest operation takes 0, the others what they take beyond it; baseMs is the reference's forward less its",
    'own shares. `none` of d0 and d1 (which is both or neither) takes half of what a cell takes that does not halve.',
  ];
}

const counted = (threads: number): string => `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
