// The one door for pipeline files: bytes → text → YAML → schema → meaning → completed, frozen, digested; or every complaint at once.
import { dirname, resolve } from 'node:path';
import type { Digest } from '../domain/digest.js';
import type { Pipeline } from '../domain/pipeline.js';
import { findingsToComplaints, type Complaint, type Finding, type Path } from './complaint.js';
import { completePipeline } from './complete.js';
import { decodeSource } from './decode.js';
import { meaningFindings } from './meaning-findings.js';
import { applyOverrides, type Overrides } from './overrides.js';
import { pipelineDigest } from './pipeline-digest.js';
import type { Positions } from './positions.js';
import type { RawPipeline } from './raw-pipeline.js';
import { readYaml } from './read-yaml.js';
import { repair } from './repair.js';
import { checkSchema } from './schema.js';
import { schemaFindings } from './schema-findings.js';

export interface PipelineSource {
  /** The file's name, for complaints; relative paths in it start from its folder. */
  readonly file: string;
  readonly text: string | Uint8Array;
}

export interface LoadOptions extends Overrides {
  /** From where paths in overrides start; default: the working directory. */
  readonly directory?: string;
}

export type LoadResult =
  | {
      readonly ok: true;
      /** Deeply frozen. */
      readonly pipeline: Pipeline;
      /** Of the pipeline without locations and circumstances. */
      readonly digest: Digest;
      readonly warnings: readonly Complaint[];
    }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

/** Complaints about one file beyond which nobody reads on. */
const mostComplaints = 200;

/** Reads a pipeline. Never throws for what a file may hold: everything is a complaint with line and column. */
export function loadPipeline({ file, text }: PipelineSource, options: LoadOptions = {}): LoadResult {
  const { source, findings: undecodable } = decodeSource(file, text);
  const finish = (findings: readonly Finding[], root: unknown): LoadResult => ({
    ok: false,
    complaints: findingsToComplaints(findings, source, root).slice(0, mostComplaints),
  });
  if (undecodable.length > 0) return finish(undecodable, undefined);
  const read = readYaml(source);
  if (read.value === undefined) return finish(read.findings, undefined);
  if (read.value === null) return finish([...read.findings, emptyFinding(read.positions, source)], null);
  // A lone "!" is a text that stands nowhere.
  if (!read.positions.has([])) read.positions.setValue([], { source, start: 0, end: 0 });
  const overridden = applyOverrides(read.value, read.positions, options);
  const judged = judge(read.value, read.positions, pathResolver(file, read.positions, options));
  const findings = [...read.findings, ...overridden, ...judged.findings];
  if (judged.pipeline === null || findings.some(({ severity }) => severity === 'error'))
    return finish(findings, read.value);
  const { pipeline } = judged;
  const warnings = findingsToComplaints(findings, source, read.value);
  return { ok: true, pipeline, digest: pipelineDigest(pipeline), warnings };
}

/** A path in the file starts from the file's folder, one from the command line from the working directory. */
function pathResolver(file: string, positions: Positions, { directory }: LoadOptions): (path: string) => string {
  const here = directory ?? process.cwd();
  return (path) => {
    const isFromFile = positions.value(['dataset', 'path']).source.file === file;
    return resolve(isFromFile ? dirname(resolve(here, file)) : here, path);
  };
}

function judge(
  root: unknown,
  positions: Positions,
  resolvePath: (path: string) => string,
): { readonly pipeline: Pipeline | null; readonly findings: readonly Finding[] } {
  const checked = checkSchema(root);
  const found = checked.ok ? [] : schemaFindings(checked.errors, root, positions);
  const raw: RawPipeline | null = checked.ok ? checked.pipeline : repair(root, checked.errors);
  if (raw === null) return { pipeline: null, findings: found };
  const pipeline = completePipeline(raw, resolvePath);
  const broken: Path[] = found.map(({ path }) => path);
  return { pipeline, findings: [...found, ...meaningFindings(pipeline, root, positions, broken)] };
}

function emptyFinding(positions: Positions, source: { file: string; text: string }): Finding {
  const place = positions.has([]) ? positions.value([]) : { source, start: 0, end: 0 };
  return {
    code: 'EAGAN_PIPELINE_EMPTY',
    severity: 'error',
    path: [],
    place,
    message: 'the file must hold a pipeline (got nothing)',
    expected: 'a pipeline',
    found: 'nothing',
    suggestion: 'Begin with a copy of pipelines/quickstart.yaml.',
  };
}
