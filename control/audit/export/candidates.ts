// Every candidate of a run as a row: who it is, what it scored under which protocol, how it was ranked, what it took.
import { evaluationInput } from '../../../domain/steps/places.js';
import type { EvaluationArtifact, RankedIndividual, SelectionArtifact } from '../../../domain/steps/artifacts.js';
import { costs, figureRow, imageFigures, imageRow, type ImageFigure } from '../../../domain/search/figures.js';
import { genotypeKey } from '../../../domain/search/genotype.js';
import { spreadIn } from '../../../domain/steps/kind-versions.js';
import { stepKinds, type Step } from '../../../domain/steps/kinds.js';
import { jsonObject, recordAt, uniqueRecords, type AuditSource } from './source.js';

/** null: not known, or there is none. */
export type TableCell = string | number | boolean | null;
type CandidateRow = Readonly<Record<string, TableCell>>;

interface Column {
  readonly name: string;
  /** As Parquet calls it. */
  readonly type: 'STRING' | 'INT32' | 'DOUBLE' | 'BOOLEAN';
  readonly about: string;
}

const column = (name: string, type: Column['type'], about: string): Column => ({ name, type, about });

/** The columns of both tables, in order, for the figures of a run and the version of its evaluations. */
export const candidateColumns = (figures: readonly ImageFigure[], kindVersion: number): readonly Column[] => [
  column('run', 'STRING', 'the run'),
  column('stage', 'STRING', 'the stage'),
  column('generation', 'INT32', 'the generation, from 0'),
  column('slot', 'INT32', 'its slot in the generation'),
  column('individual', 'STRING', 'its id, unique in the stage'),
  column('born', 'INT32', 'its generation of birth'),
  column('parents', 'STRING', 'ids of its parents, separated by spaces'),
  column('operator', 'STRING', 'how it was made'),
  column('genotype', 'STRING', 'genes separated by commas, cells by slashes'),
  column('status', 'STRING', 'ok, diverged or failed'),
  ...figures.map((name) => column(imageRow(name).recorded, 'DOUBLE', imageRow(name).label)),
  ...figures.map((name) => column(imageRow(name).deviation, 'DOUBLE', aboutDeviation(name, kindVersion))),
  ...costs.map((name) => column(figureRow(name).recorded, 'DOUBLE', figureRow(name).label)),
  column('protocol', 'STRING', 'digest of the protocol of its figures: compare only rows with the same one'),
  column('rank', 'INT32', 'its place in the ranking of the generation, from 1'),
  column('front', 'INT32', 'its front, from 0'),
  column('crowding', 'DOUBLE', 'its crowding distance; infinite at the ends of a front'),
  column('survived', 'BOOLEAN', 'whether it is a parent of the next generation'),
  column('seconds', 'DOUBLE', 'how long its evaluation took'),
  column('place', 'STRING', 'the step that evaluated it'),
  column('key', 'STRING', 'the key of that step'),
];

function aboutDeviation(name: ImageFigure, kindVersion: number): string {
  const spread = spreadIn(kindVersion, name);
  if (spread === 'standardError') return `the standard error of ${name}, where it was recorded`;
  return `the standard deviation of ${name} over the ${spread}, where it was recorded`;
}

/** Numbers of every run: figures by their recorded names, deviations, costs. */
const numberColumns = candidateColumns(imageFigures, stepKinds.evaluate.version)
  .filter(({ type }) => type === 'DOUBLE')
  .map(({ name }) => name);

/** What is kept of an evaluation until its generation is selected. */
interface Evaluated {
  readonly row: CandidateRow;
  readonly evaluation: string | undefined;
}

/**
 * The rows, generation by generation, as they were selected; then those that are not selected yet. Only steps that
 * count.
 */
export async function* candidateRows(source: AuditSource): AsyncGenerator<CandidateRow> {
  const waiting = new Map<string, Map<number, Evaluated>>();
  for (const line of uniqueRecords(source.steps.filter(({ sequence }) => source.standing.has(sequence)))) {
    const record = await recordAt(source.raw, line);
    if (record?.step.kind === 'evaluate') {
      const { stage, generation, individual } = record.step.parameters;
      const slots = waiting.get(`${stage}/${generation}`) ?? new Map<number, Evaluated>();
      waiting.set(`${stage}/${generation}`, slots.set(individual.slot, await evaluatedRow(source, record)));
    } else if (record?.step.kind === 'select') {
      const { stage, generation } = record.step.parameters;
      const slots = waiting.get(`${stage}/${generation}`) ?? new Map<number, Evaluated>();
      yield* selectedRows(source, record.step, record.outputs.selection, slots);
      waiting.delete(`${stage}/${generation}`);
    }
  }
  for (const slots of waiting.values()) for (const { row } of slots.values()) yield row;
}

type EvaluateRecord = NonNullable<Awaited<ReturnType<typeof recordAt>>> & { readonly step: Step };

async function evaluatedRow({ raw, run }: AuditSource, record: EvaluateRecord): Promise<Evaluated> {
  const { step, outputs, circumstances, key, status, numbers } = record;
  const { stage, generation, individual } = (step as Step<'evaluate'>).parameters;
  const evaluation = outputs.evaluation;
  const artifact = evaluation === undefined ? null : ((await jsonObject(raw, evaluation))?.value as EvaluationArtifact | undefined); // prettier-ignore
  const row = {
    ...{ run: run.frozen.run, stage, generation, slot: individual.slot, individual: individual.id },
    ...{ genotype: genotypeKey(individual.genotype), status, ...figuresOf(numbers, artifact?.figures) },
    protocol: artifact?.protocol ?? null,
    seconds: (Date.parse(circumstances.finishedAt) - Date.parse(circumstances.startedAt)) / 1000,
    ...{ place: step.place, key },
  };
  return { row, evaluation };
}

/** Values by the names of columns; what is no number is left out. */
function figuresOf(...sources: readonly (object | undefined)[]): Record<string, number> {
  const all = Object.assign({}, ...sources) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    numberColumns.flatMap((name) => (typeof all[name] === 'number' ? [[name, all[name]]] : [])),
  );
}

async function* selectedRows(
  { raw, run }: AuditSource,
  step: Step<'select'>,
  digest: string | undefined,
  slots: ReadonlyMap<number, Evaluated>,
): AsyncGenerator<CandidateRow> {
  const selection = digest === undefined ? null : ((await jsonObject(raw, digest))?.value as SelectionArtifact | undefined); // prettier-ignore
  const { stage, generation } = step.parameters;
  const base = { run: run.frozen.run, stage, generation };
  for (const [index, ranked] of (selection?.ranking ?? []).entries()) {
    const evaluated = slots.get(ranked.slot);
    // A step that another generation shares is not this one's.
    const isSame = evaluated?.evaluation === step.inputs[evaluationInput(ranked.slot)];
    yield { ...base, ...(isSame ? evaluated?.row : {}), ...rankedRow(ranked, index, selection!) };
  }
}

function rankedRow(ranked: RankedIndividual, index: number, { survivors }: SelectionArtifact): CandidateRow {
  const { individual, slot, front, crowding, status, figures, ...rest } = ranked;
  const { id, genotype, parents, operator, born } = individual;
  return {
    ...{ slot, individual: id, born, parents: parents.join(' '), operator, genotype: genotypeKey(genotype), status },
    ...figuresOf(rest, figures),
    ...{ rank: index + 1, front, crowding: crowding ?? Infinity, survived: survivors.includes(id) },
  };
}
