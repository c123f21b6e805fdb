// The output of `eagan validate` about one file: as data, and as text for people.
import { isLocated } from '../../domain/dataset.js';
import { runDigest, runId } from '../../domain/runs/run-id.js';
import { selectionLabels } from '../../domain/search/selection-label.js';
import { spaceOfStage, stageSpaceSize } from '../../domain/search/stage-space.js';
import type { Explanation } from '../../schemas/explain.js';
import type { LoadedPipeline } from '../../schemas/load-pipeline.js';
import { formatNumber } from '../../scripts/format.mjs';

/** How many architectures a stage may find, exactly. */
export interface SpaceSize {
  readonly stage: string;
  /** Digits: more than a JSON number holds. */
  readonly architectures: string;
}

/** The sizes of what the stages of a valid pipeline search. */
export function spaceSizes({ stages, searchSpaces }: LoadedPipeline['pipeline']): SpaceSize[] {
  return stages.map((stage) => ({
    stage: stage.id,
    architectures: stageSpaceSize(spaceOfStage(stage, searchSpaces)).toString(),
  }));
}

/** Lines about a valid file. */
export function validText(file: string, { pipeline, digest }: LoadedPipeline, valid: string): string[] {
  const sizes = spaceSizes(pipeline).map(
    ({ stage, architectures }) => `${stage} searches ${formatNumber(BigInt(architectures))} architectures`,
  );
  const head = `${valid} ${file} (${runName(pipeline, digest)})`;
  return [head, ...selectionLabels(pipeline.stages), ...latencyLine(pipeline), ...sizes];
}

/** Where the table of a stage with the objective latency was recorded. */
function latencyLine({ stages, metrics }: LoadedPipeline['pipeline']): string[] {
  const { recorded } = metrics.latency ?? {};
  if (recorded === undefined || !stages.some(({ objectives }) => 'latency' in objectives)) return [];
  const { hardware = 'an unnamed machine', device, threads, tensorflow, program } = recorded;
  const more = [
    device && `on ${device}`,
    threads && `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    tensorflow && `TensorFlow ${tensorflow}`,
    program && `eagan ${program}`,
  ].filter(Boolean);
  return [`latency: table recorded on ${[hardware, ...more].join(', ')}`];
}

/** A run's id, as far as it is known without the images. */
function runName({ name, dataset }: LoadedPipeline['pipeline'], digest: string): string {
  return isLocated(dataset) ? name : runId(name, runDigest(digest, null));
}

/** One line a value: what it is, where it comes from, what it replaced. */
export function explainedText(explained: readonly Explanation[]): string {
  const rows = explained.map(({ path, value, from, via, replaced }) => ({
    path,
    value: JSON.stringify(value),
    from: [
      origin(from, via),
      ...replaced.map((one) => `instead of ${JSON.stringify(one.value)}, ${origin(one.from, one.via)}`),
    ].join('; '),
  }));
  const widths = {
    path: widest(
      rows.map(({ path }) => path),
      60,
    ),
    value: widest(
      rows.map(({ value }) => value),
      30,
    ),
  };
  return rows
    .map(({ path, value, from }) => `${path.padEnd(widths.path)}  ${value.padEnd(widths.value)}  ${from}`)
    .join('\n');
}

const origin = (from: string, via: string | undefined): string => (via === undefined ? from : `${from} (${via})`);
/** The width of a column; one long text does not widen it. */
const widest = (texts: readonly string[], most: number): number =>
  Math.min(most, Math.max(0, ...texts.map(({ length }) => length)));
