// Records a latency table for a pipeline file, and writes it to a given path.
import type { Pipeline } from '../../domain/pipeline.js';
import { busyWarning } from '../../planning/busy-machine.js';
import { recordLatency } from '../../planning/latency/record.js';
import { emptyTable } from '../../planning/latency/table.js';
import type { Overrides } from '../../schemas/overrides.js';
import { programVersion } from '../../worker/program-version.js';
import { writable, write } from '../runs/output-file.js';
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
