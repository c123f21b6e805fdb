// The one door for pipeline files: bytes → text → YAML → merged → schema → meaning → completed, frozen, digested; or every complaint at once.
import { dirname, resolve } from 'node:path';
import type { Digest } from '../domain/digest.js';
import type { Pipeline } from '../domain/pipeline.js';
import { findingsToComplaints, lineAndColumn, type Complaint, type Finding, type Path } from './complaint.js';
import { completePipeline } from './complete.js';
import { meaningFindings } from './meaning-findings.js';
import { mergeLayers, type Layer } from './merge-layers.js';
import { applyOverrides, type Overrides } from './overrides.js';
import { takeParameters } from './parameters.js';
import { pipelineDigest } from './pipeline-digest.js';
import type { Positions } from './positions.js';
import type { RawPipeline } from './raw-pipeline.js';
import { fromDisk, readLayers, type FileText, type ReadFile } from './read-layers.js';
import { repair } from './repair.js';
import { overlaps } from './report.js';
import { checkSchema } from './schema.js';
import { schemaFindings } from './schema-findings.js';
import { substitute } from './substitute.js';

export interface PipelineSource {
  /** The file's name, for complaints; relative paths in it start from its folder. */
  readonly file: string;
  readonly text: string | Uint8Array;
}

export interface LoadOptions extends Overrides {
  /** From where paths in overrides start; default: the working directory. */
  readonly directory?: string;
  /** The folder of the file, absolute; default: by its name, from `directory`. */
  readonly folder?: string;
  /** Reads the files that this one names; default: from the disk. */
  readonly readFile?: ReadFile;
}

export type LoadResult =
  | {
      readonly ok: true;
      /** Deeply frozen. */
      readonly pipeline: Pipeline;
      /** Of the pipeline without locations and circumstances. */
      readonly digest: Digest;
      readonly warnings: readonly Complaint[];
      /** The files that were read besides, and what was written in all of them together. */
      readonly files: readonly FileText[];
      readonly written: Layer;
    }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

/** Complaints about one file beyond which nobody reads on. */
const mostComplaints = 200;

/** Reads a pipeline. Never throws for what a file may hold: everything is a complaint with line and column. */
export function loadPipeline({ file, text }: PipelineSource, options: LoadOptions = {}): LoadResult {
  const here = options.directory ?? process.cwd();
  const folder = options.folder ?? dirname(resolve(here, file));
  const read = readLayers({ file, folder }, text, options.readFile ?? fromDisk);
  const finish = (findings: readonly Finding[], root: unknown): LoadResult => ({
    ok: false,
    complaints: findingsToComplaints(findings, read.sources, root).slice(0, mostComplaints),
  });
  if (read.layers.length === 0) return finish(read.findings, undefined);
  const written = mergeLayers(read.layers);
  const judged = judge(written, options, here);
  const findings = [...read.findings, ...judged.findings];
  if (judged.pipeline === null || findings.some(({ severity }) => severity === 'error'))
    return finish(findings, written.value);
  const { pipeline } = judged;
  const warnings = findingsToComplaints(findings, read.sources, written.value);
  return { ok: true, pipeline, digest: pipelineDigest(pipeline), warnings, files: read.bases, written };
}

/** Changes by the command line, parameters, schema, meaning. */
function judge(
  { value: root, positions }: Layer,
  options: LoadOptions,
  here: string,
): { readonly pipeline: Pipeline | null; readonly findings: readonly Finding[] } {
  const parameters = takeParameters(root, positions, options.param);
  const overridden = applyOverrides(root, positions, options);
  const substituted = substitute(root, positions, parameters);
  const checked = checkSchema(root);
  const refused = checked.ok ? [] : schemaFindings(checked.errors, root, positions);
  const found = refused.filter(({ path }) => !substituted.broken.some((broken) => overlaps(broken, path)));
  const before = [...parameters.findings, ...overridden, ...substituted.findings, ...found];
  const raw: RawPipeline | null = checked.ok ? checked.pipeline : repair(root, checked.errors);
  if (raw === null) return { pipeline: null, findings: named(before, positions) };
  const pipeline = completePipeline(raw, (path) => resolve(folderOf(['dataset', 'path'], positions, here), path));
  const broken: Path[] = [...substituted.broken, ...found.map(({ path }) => path)];
  const meant = meaningFindings(pipeline, root, positions, broken);
  return { pipeline, findings: named([...before, ...meant], positions) };
}

/** From where a path starts: the folder of the file that says it; `here` when the command line does. */
function folderOf(path: Path, positions: Positions, here: string): string {
  const use = positions.parameter(path);
  return (use?.isWhole ? use.place : positions.value(path)).source.folder ?? here;
}

/** Findings about a parameter's value say so. */
function named(findings: readonly Finding[], positions: Positions): readonly Finding[] {
  return findings.map((finding) => {
    const use = positions.parameter(finding.path);
    if (use === undefined) return finding;
    const { source, start } = use.place;
    const { line, column } = lineAndColumn(source.text, start);
    return {
      ...finding,
      message: `${finding.message}: the parameter ${use.name}, from ${source.file}:${line}:${column}`,
    };
  });
}
