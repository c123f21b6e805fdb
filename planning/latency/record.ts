// Records a latency table at a pipeline's sizes: what each operation takes on this machine, with everything that the
// table depends on.
import { cellCount } from '../../domain/search/genotype.js';
import type { LatencyRecord, LatencyTable, NetworkName, Pipeline } from '../../domain/pipeline.js';
import { networkSizes } from '../../domain/plan/index.js';
import type { RuntimeIdentity } from '../../trainer/types.js';
import { measureInChild } from '../measure-in-child.js';
import type { CellRequest, MeasuredCell } from './measure.js';
import { networkTable, tableText } from './table.js';

export interface LatencyRecording {
  readonly table: LatencyTable;
  readonly runtime: RuntimeIdentity;
  /** The table as a YAML file. */
  readonly text: string;
}

/** Measures each cell in a process of its own, about two minutes in all. `tell` gets one line a cell. */
export async function recordLatency(
  pipeline: Pipeline,
  { threads, program, tell }: { readonly threads: number; readonly program: string; tell(text: string): void },
): Promise<LatencyRecording> {
  const of = async (network: NetworkName): Promise<[cells: MeasuredCell[], runtime: RuntimeIdentity]> => {
    const cells: MeasuredCell[] = [];
    let runtime!: RuntimeIdentity;
    for (let cell = 0; cell < cellCount; cell++) {
      const measured = await measure({ ...sizesOf(pipeline), network, cell }, threads);
      cells.push(measured.value);
      ({ runtime } = measured);
      tell(`${network}, cell ${cell + 1} of ${cellCount}: a forward takes ${measured.value.referenceMs.toFixed(2)} ms`);
    }
    return [cells, runtime];
  };
  const [generator] = await of('generator');
  const [discriminator, runtime] = await of('discriminator');
  const table = {
    recorded: recordOf(pipeline, runtime, program),
    generator: networkTable('generator', generator),
    discriminator: networkTable('discriminator', discriminator),
  };
  return { table, runtime, text: tableText(table, comments) };
}

const measure = (request: CellRequest, threads: number): ReturnType<typeof measureInChild<MeasuredCell>> =>
  measureInChild<MeasuredCell>(new URL('./child.js', import.meta.url), request, threads);

const sizesOf = (pipeline: Pipeline): Pick<CellRequest, 'sizes' | 'imageSize'> => ({
  sizes: networkSizes(pipeline),
  imageSize: pipeline.dataset.size,
});

function recordOf({ networks, dataset }: Pipeline, runtime: RuntimeIdentity, program: string): LatencyRecord {
  const { generator, discriminator } = networks;
  const { threads, device, hardware, tensorflow, numericsVersion } = runtime;
  return {
    imageSize: dataset.size,
    batch: 1,
    generator: { channels: generator.channels, latent: generator.latent },
    discriminator: { channels: discriminator.channels },
    ...{ threads, device, hardware, tensorflow, numericsVersion, program },
  };
}

/** The rule by which a table is made. */
const comments = [
  'Milliseconds of the forward pass of one image, recorded with: eagan latency FILE',
  'Rule: one edge of a reference architecture (a skip on every normal edge; nearest up-sampling; only the first cell of a',
  'discriminator halves the image, by average pooling) is changed at a time; all operations of an edge run in turns, as',
  'graphs in evaluation mode; in a turn the fastest of three runs counts, and the median of the differences over the turns.',
  "An edge's cheapest operation takes 0, the others what they take beyond it; baseMs is the reference's forward less its",
  'own shares. `none` of d0 and d1 (which is both or neither) takes half of what a cell takes that does not halve.',
];
