// Checks what workflows get from Temporal before it is used: their input, and the results of activities and children.
// Whoever reaches the server can start and complete them by hand.
import type { Activities } from '../activities/types.js';
import type { ClosedGeneration, FinishedStage } from '../domain/plan/index.js';
import { isSameRequest, type AnsweredRequest } from '../domain/runs/answers.js';
import { refusalOf, refusals, whyRefused } from '../domain/runs/refused-payload.js';
import { workflowFailure } from './failures.js';
import type { FinalResult } from './types.js';

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

/** The ids of a front; absent in histories of earlier versions. */
const isChosen: Check = (value) => {
  const { best, front } = fieldsOf(value) ?? {};
  return typeof best === 'string' && Array.isArray(front) && front.every((id) => typeof id === 'string');
};

/** Checks of what activities give besides a step's outcome. */
const extras: Readonly<Partial<Record<keyof Activities, (result: Fields) => boolean>>> = {
  openStage: ({ population }) => population === null || isPopulation(population),
  selectGeneration: ({ population, chosen }) =>
    (population === null || isPopulation(population)) && (chosen === undefined || isChosen(chosen)),
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
 * Returns the input of a workflow if eagan sealed it for this workflow and it has these fields. Otherwise throws a
 * failure with the code EAGAN_PAYLOAD_REFUSED.
 */
export function acceptedInput<T extends object>(input: T, ...needed: readonly (keyof T)[]): T {
  const isWhole = (): boolean => needed.every((name) => input[name] !== undefined);
  const why = whyRefused(input) ?? (isWhole() ? null : 'it is no input of a workflow of this kind');
  if (why === null) return input;
  throw workflowFailure('EAGAN_PAYLOAD_REFUSED', `a workflow must get an input that eagan sealed for it (${why})`);
}

/**
 * Returns the result of an activity if it has the form of one of ours and answers this request. Otherwise throws a
 * failure with the code EAGAN_TEMPORAL_CONTROL.
 */
export function checkedResult<T>(name: keyof Activities, request: AnsweredRequest, result: T): T {
  const fields = fieldsOf(result);
  const isOurs = fields !== null && (name === 'finishRun' ? isEnd(fields) : isOutcome(name, fields));
  if (isOurs && isAnswer(fields, request)) return result;
  throw completedByHand(`the activity ${name}`, result);
}

/** Results of earlier versions, in histories that are replayed, do not say what they answer. */
function isAnswer({ answers }: Fields, request: AnsweredRequest): boolean {
  return answers === undefined || isSameRequest(answers as AnsweredRequest, request);
}

const isStageProgress: Check = (value) => {
  const { state, population } = fieldsOf(value) ?? {};
  return isDigest(state) && isPopulation(population);
};

interface ChildResults {
  readonly generation: ClosedGeneration;
  readonly stage: FinishedStage;
  readonly final: FinalResult;
}

const childChecks: { readonly [Child in keyof ChildResults]: (result: Fields) => boolean } = {
  generation: ({ state, selection, next, chosen }) =>
    isDigest(state) &&
    isDigest(selection) &&
    (next === null || isStageProgress(next)) &&
    (chosen === undefined || (isChosen(chosen) && fieldsOf((chosen as Fields).figures) !== null)),
  stage: ({ winner, winnerDigest, state }) => fieldsOf(winner) !== null && isDigest(winnerDigest) && isDigest(state),
  final: ({ exportKey }) => isDigest(exportKey),
};

/** The same for the result of a child workflow. */
export async function checkedChild<Child extends keyof ChildResults>(
  kind: Child,
  workflowId: string | undefined,
  child: Promise<ChildResults[Child]>,
): Promise<ChildResults[Child]> {
  const result = await child;
  const fields = fieldsOf(result);
  if (fields !== null && childChecks[kind](fields)) return result;
  throw completedByHand(`the workflow ${workflowId}`, result);
}

function completedByHand(what: string, result: unknown): Error {
  const refusal = refusalOf(result);
  const why = refusal ? `: ${refusals[refusal]}` : '';
  const message = `${what} was completed in Temporal with a result that eagan did not make${why}`;
  return workflowFailure('EAGAN_TEMPORAL_CONTROL', message);
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
