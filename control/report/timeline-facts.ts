// What happened when: attempts by host and slot, and what people and recoveries did, from the run's story.
import type { LedgerEvent } from '../../domain/ledger/kinds.js';
import { computingSinceOf } from '../../domain/runs/cost.js';
import { SpentWork } from '../../domain/runs/spent-work.js';
import { kindAt } from '../../domain/steps/kind-at.js';
import { isTrainerKind, type StepKind } from '../../domain/steps/kinds.js';
import type { Store, StoryEntry } from '../../store/index.js';

export interface TimelineFacts {
  /** Attempts of trainers that have ended, in the order in which they were taken. */
  readonly attempts: readonly AttemptFacts[];
  /** Everything else but steps, in the order of the story. */
  readonly events: readonly EventFacts[];
  /** Steps that the run took from other runs instead of computing them. */
  readonly foundSteps: number;
}

export interface AttemptFacts {
  readonly place: string;
  readonly kind: StepKind;
  readonly epoch: number;
  readonly host: string;
  /** null: none is recorded. */
  readonly slot: number | null;
  readonly takenAt: string;
  /** null: it never began to compute. */
  readonly computingSince: string | null;
  /** null: it was lost, and nobody knows when. */
  readonly endedAt: string | null;
  /** `recorded`: known only from the record of its step. */
  readonly outcome: 'finished' | 'failed' | 'interrupted' | 'lost' | 'recorded';
  /** Why it gave no result. */
  readonly code?: string;
}

type Event = Exclude<LedgerEvent, { readonly kind: 'run' | 'step' | 'attempt' }>;
/** A line of the ledger without its frame. */
export type EventFacts = Event & { readonly at: string; readonly epoch: number };

export async function readTimeline(store: Store, run: string, story: readonly StoryEntry[]): Promise<TimelineFacts> {
  const spent = new SpentWork();
  for (const entry of story) if (entry.kind === 'attempt' || entry.kind === 'step') spent.add(entry);
  const recorded = await Promise.all(spent.withoutAttempt().map((line) => recordedAttempt(store, run, line)));
  const attempts = [...story.flatMap(attemptOf), ...recorded.filter((one) => one !== null && one !== 'found')];
  return {
    attempts: attempts.sort((a, b) => (a.takenAt < b.takenAt ? -1 : a.takenAt > b.takenAt ? 1 : 0)),
    events: story.flatMap(eventOf),
    foundSteps: recorded.filter((one) => one === 'found').length,
  };
}

function attemptOf(entry: StoryEntry): AttemptFacts[] {
  if (entry.kind !== 'attempt') return [];
  const { place, epoch, host, slot = null, takenAt, endedAt, outcome, code } = entry;
  const kind = kindAt(place);
  if (kind === null) return [];
  const computingSince = computingSinceOf(entry) ?? null;
  const why = code === undefined ? {} : { code };
  return [{ place, kind, epoch, host, slot, takenAt, computingSince, endedAt, outcome, ...why }];
}

type StepLine = Parameters<SpentWork['add']>[0] & { readonly kind: 'step' };

/** A step without an attempt. `found`: another run computed it. null: a worker did, in a moment. */
async function recordedAttempt(
  { records }: Store,
  run: string,
  { place, epoch, key, fingerprint }: StepLine,
): Promise<AttemptFacts | 'found' | null> {
  const record = await records.find(key, fingerprint);
  const kind = kindAt(place);
  if (record === null || kind === null || !isTrainerKind(kind)) return null;
  const { run: by, host, startedAt, finishedAt } = record.circumstances;
  if (by !== run) return 'found';
  const times = { takenAt: startedAt, computingSince: startedAt, endedAt: finishedAt };
  return { place, kind, epoch, host, slot: null, ...times, outcome: 'recorded' };
}

const frame = new Set(['schemaVersion', 'sequence', 'previous', 'digest']);

function eventOf(entry: StoryEntry): EventFacts[] {
  if (entry.kind === 'run' || entry.kind === 'step' || entry.kind === 'attempt') return [];
  return [Object.fromEntries(Object.entries(entry).filter(([field]) => !frame.has(field))) as unknown as EventFacts];
}
