// Checks the result of an activity before it is used, because somebody can complete an activity by hand in Temporal.
import { ApplicationFailure } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import type { ErrorCode } from '../domain/errors.js';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
const every = (value: unknown, check: Check): boolean => Object.values(fieldsOf(value) ?? { no: value }).every(check);
const isDigest: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isPopulation: Check = (value) => {
  const { generation, individuals } = fieldsOf(value) ?? {};
  return Number.isInteger(generation) && Array.isArray(individuals) && individuals.every((one) => fieldsOf(one));
};

/** Checks of what activities give besides a step's outcome. */
const extras: Readonly<Partial<Record<keyof Activities, (result: Fields) => boolean>>> = {
  openStage: ({ population }) => population === null || isPopulation(population),
  selectGeneration: ({ population }) => population === null || isPopulation(population),
  closeStage: ({ winner }) => fieldsOf(winner) !== null,
};

/** The output that each step always gives and that later steps are built from. */
const neededOutput: Readonly<Partial<Record<keyof Activities, string>>> = {
  ingestDataset: 'dataset',
  fitExtractor: 'extractor',
  computeReference: 'reference',
  openStage: 'state',
  trainSegment: 'state',
  evaluateCandidate: 'evaluation',
  selectGeneration: 'selection',
  closeStage: 'winner',
  trainWinner: 'state',
  scoreWinner: 'score',
  exportWinner: 'manifest',
};

/**
 * Returns the result if it has the form of one of ours. Otherwise throws a failure with the code
 * EAGAN_TEMPORAL_CONTROL.
 */
export function checkedResult<T>(name: keyof Activities, result: T): T {
  const fields = fieldsOf(result);
  const isOurs = fields !== null && (name === 'finishRun' ? isEnd(fields) : isOutcome(name, fields));
  if (isOurs) return result;
  const message = `the activity ${name} was completed in Temporal with a result that eagan did not make`;
  const type: ErrorCode = 'EAGAN_TEMPORAL_CONTROL';
  throw ApplicationFailure.create({ message, type, nonRetryable: true });
}

const isEnd = ({ resultDigest }: Fields): boolean => resultDigest === null || isDigest(resultDigest);

function isOutcome(name: keyof Activities, result: Fields): boolean {
  const { key, outputs, numbers, status } = result;
  return (
    isDigest(key) &&
    every(outputs, isDigest) &&
    isDigest(fieldsOf(outputs)?.[neededOutput[name]!]) &&
    every(numbers, (number) => typeof number === 'number') &&
    typeof status === 'string' &&
    (extras[name]?.(result) ?? true)
  );
}
