// The one door for pipeline files: bytes → text → YAML → merged → schema → meaning → completed, frozen, digested; or
// all complaints at once.
import { dirname, resolve } from 'node:path';
import { isLocated, type LocatedDataset } from '../domain/dataset.js';
import type { Digest } from '../domain/digest.js';
import type { Pipeline } from '../domain/pipeline.js';
import { certainFindings } from './certain-findings.js';
import {
  findingsToComplaints,
  lineAndColumn,
  type Complaint,
  type Complaints,
  type Finding,
  type Path,
} from './complaint.js';
import { completePipeline } from './complete.js';
import type { ResolvePath } from './complete-metrics.js';
import { checkCounts, type FolderCounts } from './count-meaning.js';
import { meaningFindings } from './meaning-findings.js';
import { mergeLayers, type Layer } from './merge-layers.js';
import { applyOverrides, type Overrides } from './overrides.js';
import { takeParameters } from './parameters.js';
import { pipelineDigest } from './pipeline-digest.js';
import type { Positions } from './positions.js';
import type { RawPipeline } from './raw-pipeline.js';
import type { FileContent } from './decode.js';
import { diskContents, type ReadContents } from './file-contents.js';
import { diskReader, type ReadFile } from './named-files.js';
import { readContents } from './read-contents.js';
import { readLayers, type FileText } from './read-layers.js';
import { readReferences, type PathOrigin, type References } from './read-references.js';
import { collector, leadsTo } from './report.js';
import { schemaErrors } from './schema.js';
import { schemaRounds } from './schema-rounds.js';
import { substitute } from './substitute.js';

export interface PipelineSource {
  /** The file's name, for complaints. Relative paths in the file start from its folder. */
  readonly file: string;
  readonly text: FileContent;
}

export interface LoadOptions extends Overrides {
  /** From where paths in overrides start; default: the working directory. */
  readonly directory?: string;
  /** The folder of the file, absolute; default: by its name, from `directory`. */
  readonly folder?: string;
  /** Reads the files that this one names; default: from the disk, in the folder of the file or allowed ones. */
  readonly readFile?: ReadFile;
  /** Digests of the large files that this one names; default: from the disk, in the same folders. */
  readonly readContents?: ReadContents;
  /** Whether something exists at an absolute path; default: the images of a folder are not looked for. */
  readonly exists?: (path: string) => boolean;
  /** The version of this program's arithmetic; default: not compared with that of a latency table. */
  readonly numericsVersion?: number;
  /** What is wrong with an existing folder of images; default: not checked. */
  readonly lookInto?: (dataset: LocatedDataset) => FolderComplaint | null;
  /** The counts of an existing folder of images; default, or null: not checked. */
  readonly countImages?: (dataset: LocatedDataset) => FolderCounts | null;
}

/** Why a folder cannot be a data set, and which key names the cause. */
interface FolderComplaint {
  readonly code: Finding['code'];
  readonly key: 'path' | 'unlabeled';
  /** `must …`. */
  readonly must: string;
  readonly found: string;
  readonly cure: string;
}

export interface LoadedPipeline {
  readonly ok: true;
  /** Deeply frozen. */
  readonly pipeline: Pipeline;
  /** Of the pipeline without locations and circumstances. */
  readonly digest: Digest;
  readonly warnings: readonly Complaint[];
  /** The named file's text. */
  readonly text: string;
  /** The other files that were read, and what all of them said together. */
  readonly files: readonly FileText[];
  readonly written: Layer;
}

export type LoadResult =
  | LoadedPipeline
  | {
      readonly ok: false;
      /** The first ones, and how many more there are, and how many of all are errors. */
      readonly complaints: readonly Complaint[];
      readonly more: number;
      readonly errors: number;
    };

/**
 * Reads a pipeline. It never throws because of a file's contents: every problem is a complaint with line and column.
 */
export function loadPipeline({ file, text }: PipelineSource, options: LoadOptions = {}): LoadResult {
  const folder = options.folder ?? dirname(resolve(options.directory ?? process.cwd(), file));
  const readFile = options.readFile ?? diskReader(folder);
  const read = readLayers({ file, folder }, text, readFile);
  if (read.layers.length === 0) return refuse(findingsToComplaints(read.findings, read.sources, undefined));
  const written = mergeLayers(read.layers);
  const readers = { readFile, readContents: options.readContents ?? diskContents(folder) };
  const { pipeline, findings, references } = judge(written, { ...options, ...readers });
  const sources = [...read.sources, ...references.sources];
  const found = read.isWhole ? findings : findings.filter(isOfPart);
  const unread = read.findings.filter(({ code }) => misread.includes(code));
  const judged = found.filter((finding) => !unread.some((one) => isMisread(one, finding)));
  const complaints = findingsToComplaints([...read.findings, ...judged], sources, written.value);
  if (pipeline === null || complaints.errors > 0) return refuse(complaints);
  const files = [...read.bases, ...references.files];
  const [named] = read.sources;
  const digest = pipelineDigest(pipeline);
  return { ok: true, pipeline, digest, warnings: complaints.shown, text: named!.text, files, written };
}

const refuse = ({ shown, more, errors }: Complaints): LoadResult => ({ ok: false, complaints: shown, more, errors });

/**
 * Problems that do not depend on the missing part: not what this part lacks, deletes or names, because the missing part
 * may have it.
 */
function isOfPart({ code, found }: Finding): boolean {
  return /^EAGAN_PIPELINE_(?!OVERRIDE)|^EAGAN_(PATH|PARAMETER_VALUE|IMAGE_SIZE)/.test(code) && found !== 'nothing';
}

/** What may have been read as something else. */
const misread: readonly Finding['code'][] = ['EAGAN_PIPELINE_ALIAS', 'EAGAN_PIPELINE_SYNTAX'];

/**
 * Whether a finding is about a value with a YAML tag, or about an alias of nothing: both were read as something else.
 */
function isMisread({ place }: Finding, finding: Finding): boolean {
  if (place.source.file !== finding.place.source.file || place.start > finding.place.start) return false;
  return /^(!\S*\s*)?$/.test(place.source.text.slice(place.start, finding.place.start));
}

interface PipelineFindings {
  /** null if even examples in place of the errors do not make it a pipeline. */
  readonly pipeline: Pipeline | null;
  readonly findings: readonly Finding[];
  readonly references: References;
}

type Readers = Required<Pick<LoadOptions, 'readFile' | 'readContents'>>;

/** Applies changes of the command line, parameters and named files, then checks schema and meaning. */
function judge(written: Layer, options: LoadOptions & Readers): PipelineFindings {
  const { value: root, positions } = written;
  const parameters = takeParameters(root, positions, options.param);
  const overridden = applyOverrides(root, positions, options);
  const substituted = substitute(root, positions, parameters);
  const originOf = (path: Path): PathOrigin => originIn(path, positions, options.directory ?? process.cwd());
  const references = readReferences(written, options.readFile, originOf);
  const contents = readContents(written, options.readContents, originOf);
  const read = [...references.findings, ...contents.findings];
  const before = [...parameters.findings, ...overridden, ...substituted.findings, ...read];
  const unread = [...references.broken, ...contents.broken];
  const { pipeline, findings } = judgeWhole(written, substituted.broken, unread, options, (path, at) =>
    resolve(originOf(at).folder, path),
  );
  const missing = pipeline === null ? [] : missingImages(pipeline, positions, options);
  const refused = [...before, ...findings].filter(({ severity }) => severity === 'error').map(({ path }) => path);
  const counted =
    pipeline === null ? [] : countFindings(pipeline, written, [...substituted.broken, ...unread, ...refused], options);
  return { pipeline, findings: named([...before, ...findings, ...missing, ...counted], positions), references };
}

/**
 * By schema and by meaning; nothing about texts that lack their parameter, and no meaning of files that cannot be read.
 */
function judgeWhole(
  written: Layer,
  texts: readonly Path[],
  unread: readonly Path[],
  { numericsVersion }: LoadOptions,
  resolvePath: ResolvePath,
): Omit<PipelineFindings, 'references'> {
  const { findings, mended } = schemaRounds(written.value, written.positions, schemaErrors);
  const found = findings.filter(({ path }) => !texts.some((broken) => leadsTo(broken, path)));
  if (mended === null) return { pipeline: null, findings: found };
  const raw = mended as RawPipeline;
  const pipeline = completePipeline(raw, resolvePath);
  const broken = [...texts, ...unread, ...found.map(({ path }) => path)];
  const meaning = certainFindings(raw, broken, (one) =>
    meaningFindings(one === raw ? pipeline : completePipeline(one, resolvePath), one, written, broken, numericsVersion),
  );
  return { pipeline, findings: [...found, ...meaning] };
}

/**
 * Images may not have arrived yet when a file is checked; `eagan run` checks again. A folder that exists must be
 * readable.
 */
function missingImages({ dataset }: Pipeline, positions: Positions, { exists, lookInto }: LoadOptions): Finding[] {
  if (!isLocated(dataset)) return [];
  if (exists?.(dataset.path) ?? true) return unsuitable(dataset, positions, lookInto?.(dataset) ?? null);
  const path = ['dataset', 'path'];
  const [expected, found] = ['a folder of images', dataset.path];
  const message = `dataset.path should name ${expected} (got ${found}, which is not there)`;
  const place = positions.value(path);
  return [{ code: 'EAGAN_PATH_MISSING', severity: 'warning', path, place, message, expected, found }];
}

/** What the folder's counts do not allow; nothing about values that are refused already. */
function countFindings(
  pipeline: Pipeline,
  { value, positions }: Layer,
  broken: readonly Path[],
  { countImages }: LoadOptions,
): readonly Finding[] {
  const { dataset } = pipeline;
  const counts = isLocated(dataset) ? (countImages?.(dataset) ?? null) : null;
  if (counts === null) return [];
  const collected = collector(value, positions, broken);
  checkCounts(pipeline, counts, collected.report);
  return collected.findings;
}

function unsuitable(dataset: LocatedDataset, positions: Positions, complaint: FolderComplaint | null): Finding[] {
  if (complaint === null) return [];
  const { code, key, must, found, cure } = complaint;
  const path = ['dataset', key];
  const message = `dataset.${key} ${must} (got ${found}; ${dataset.path})`;
  const [place, severity] = [positions.value(path), 'error'] as const;
  return [{ code, severity, path, place, message, expected: must, found, suggestion: cure }];
}

/** A path starts from the folder of the file that says it; `here` if the command line does. */
function originIn(path: Path, positions: Positions, here: string): PathOrigin {
  const use = positions.parameter(path);
  const { folder } = (use?.isWhole ? use.place : positions.value(path)).source;
  return folder === undefined ? { folder: here, saidBy: 'person' } : { folder, saidBy: 'file' };
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
