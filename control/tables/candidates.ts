// Every candidate of a run as a row: who it is, what it scored under which protocol, how it was ranked, what it took.
import { evaluationInput } from '../../domain/steps/places.js';
import type { EvaluationArtifact, RankedIndividual, SelectionArtifact } from '../../domain/steps/artifacts.js';
import { costs, figureRow } from '../../domain/search/figures.js';
import { genotypeKey } from '../../domain/search/genotype.js';
import type { Step } from '../../domain/steps/kinds.js';
import { jsonObject, recordAt, uniqueRecords, type AuditSource } from '../audit/export/source.js';
import { figureColumns, recordedFiguresOf } from './figure-columns.js';
import { column, type Column, type RunTable, type TableRow as CandidateRow } from './table.js';

export const candidatesTable: RunTable = {
  about: 'every candidate of every generation, with its figures and what selection made of it',
  columns: (sources) => candidateColumns(figureColumns(sources, 'search')),
  rows: candidateRows,
};

const candidateColumns = (figures: readonly Column[]): readonly Column[] => [
  column('run', 'text', 'the run'),
  column('stage', 'text', 'the stage'),
  column('generation', 'whole', 'the generation, from 0'),
  column('slot', 'whole', 'its slot in the generation'),
  column('individual', 'text', 'its id, unique in the stage'),
  column('born', 'whole', 'its generation of birth'),
  column('parents', 'text', 'ids of its parents, separated by spaces'),
  column('operator', 'text', 'how it was made'),
  column('genotype', 'text', 'genes separated by commas, cells by slashes'),
  column('status', 'text', 'ok, diverged or failed'),
  ...figures,
  ...costs.map((name) => column(figureRow(name).recorded, 'number', figureRow(name).label)),
  column('protocol', 'text', 'digest of the protocol of its figures: compare only rows with the same one'),
  column('rank', 'whole', 'its place in the ranking of the generation, from 1'),
  column('front', 'whole', 'its front, from 0'),
  column('crowding', 'number', 'its crowding distance; infinite at the ends of a front'),
  column('survived', 'boolean', 'whether it is a parent of the next generation'),
  column('seconds', 'number', 'how long its evaluation took'),
  column('place', 'text', 'the step that evaluated it'),
  column('key', 'text', 'the key of that step'),
];

/** What is kept of an evaluation until its generation is selected. */
interface Evaluated {
  readonly row: CandidateRow;
  readonly evaluation: string | undefined;
}

/**
 * The rows, generation by generation, as they were selected; then those that are not selected yet. Only steps that
 * count.
 */
async function* candidateRows(source: AuditSource): AsyncGenerator<CandidateRow> {
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
    ...{ genotype: genotypeKey(individual.genotype), status, ...recordedFiguresOf(numbers, artifact?.figures) },
    protocol: artifact?.protocol ?? null,
    seconds: (Date.parse(circumstances.finishedAt) - Date.parse(circumstances.startedAt)) / 1000,
    ...{ place: step.place, key },
  };
  return { row, evaluation };
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
  if (!selection) for (const { row } of slots.values()) yield row; // damaged: what was evaluated is known still
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
    ...recordedFiguresOf(rest, figures),
    ...{ rank: index + 1, front, crowding: crowding ?? Infinity, survived: survivors.includes(id) },
  };
}
