// The kinds of lines of a run's ledger: one table with their form, and with who may enter them how often.
import type { Digest } from '../digest.js';
import { absentOr, count, digest, fields, listOf, nullOr, oneOf, text, type ValueShape } from '../shape.js';
import { actorForm, type Actor } from './actor.js';

interface ByPerson {
  readonly by?: Actor;
}

/** One attempt at a step, entered when it has ended. Times are ISO 8601. */
export interface AttemptEvent {
  readonly place: string;
  readonly key: Digest;
  /** Over all epochs, from 1, in the order in which attempts ended. The ledger gives it. */
  readonly number: number;
  /** The claim's random name: it makes two reports of one attempt one line. */
  readonly claim: string;
  readonly worker?: string;
  readonly host: string;
  readonly slot?: number;
  readonly device?: string;
  readonly takenAt: string;
  /** Absent: no trainer had begun. */
  readonly computingSince?: string;
  /** null: the attempt was lost; nobody knows when. */
  readonly endedAt: string | null;
  /** What it computed, from its recovery point or the beginning to its last recovery point or the end. */
  readonly fromIteration?: number | null;
  readonly toIteration?: number | null;
  readonly outcome: 'finished' | 'failed' | 'interrupted' | 'lost';
  readonly code?: string;
  readonly message?: string;
  /** CPU time of the trainer's process during the attempt, and its largest memory so far. */
  readonly cpuMs?: number;
  readonly peakMemoryBytes?: number;
  readonly recordedBy?: 'successor';
}

/** The fields of each kind, besides the frame. */
export interface LedgerKinds {
  /** SHA-256 of the frozen run's canonical JSON. */
  readonly run: { readonly frozen: Digest };
  /** `record`: SHA-256 of the whole record's canonical JSON; absent in lines of version 1. */
  readonly step: {
    readonly place: string;
    readonly key: Digest;
    readonly fingerprint: Digest;
    readonly record?: Digest;
  };
  readonly attempt: AttemptEvent;
  /** `program`: an object. `takenBackFrom`: of `resume --from`. */
  readonly started: ByPerson & {
    readonly from: string | null;
    readonly program?: Digest;
    readonly takenBackFrom?: string | null;
  };
  readonly requested: ByPerson & { readonly request: 'pause' | 'cancel' };
  /** Budgets that hold from now on, as people typed them. */
  readonly budget: ByPerson & { readonly asked: readonly string[] };
  readonly superseded: ByPerson & { readonly from: string };
  /** In the source's ledger: that run shares this one's steps before the place. `at` is a field of every line. */
  readonly forked: ByPerson & { readonly run: string; readonly place: string };
  /** A repeated step gave another result. The earlier record goes to the quarantine. */
  readonly replaced: { readonly place: string; readonly key: Digest; readonly message: string };
  /** A step that an earlier attempt had begun was continued. */
  readonly recovered: { readonly place: string; readonly iteration: number | null; readonly cause: string };
  /** The resume certificate: a closed step was run again beside the continued work, to compare its result. */
  readonly certificate: {
    readonly place: string;
    readonly key: Digest;
    readonly verdict: 'same' | 'different' | 'notRun';
    readonly tookMs: number;
    readonly message: string;
  };
  /** A damaged or missing object was made again by running the step that had made it. */
  readonly repaired: { readonly object: Digest; readonly place: string; readonly tookMs: number };
  readonly waited: { readonly for: 'disk'; readonly waitedMs: number };
  /** Entered before anything is removed. `list`: SHA-256 of the canonical JSON of the list in `removed/`. */
  readonly collected: ByPerson & { readonly removed: number; readonly bytes: number; readonly list: Digest };
  /** How the epoch ended. The ref `state` says the same. */
  readonly ended: {
    readonly state: 'completed' | 'paused' | 'cancelled' | 'failed' | 'blocked';
    /** Of a completed run. */
    readonly resultDigest?: Digest;
    readonly exportKey?: Digest;
    /** The limit at which it paused. */
    readonly budget?: string;
    readonly code?: string;
    readonly message?: string;
  };
}

export type LedgerKind = keyof LedgerKinds;
/** What is entered, without its frame. */
export type LedgerEvent = { [K in LedgerKind]: { readonly kind: K } & LedgerKinds[K] }[LedgerKind];
/** What is told. The ledger itself numbers attempts. */
export type ToldEvent = Exclude<LedgerEvent, { kind: 'step' | 'attempt' }> | ToldAttempt;
export type ToldAttempt = { readonly kind: 'attempt' } & Omit<AttemptEvent, 'number'>;

interface KindRow {
  readonly form: ValueShape;
  /** `any`: also from an owner whom a newer one follows, because it happened and nobody else will tell it. */
  readonly from: 'newest' | 'any';
  /** Events with the same text are one, and the first one stands. Absent: each is entered. */
  readonly once?: (event: never, epoch: number) => string;
}

const by = absentOr(actorForm);
const iteration = absentOr(nullOr(count));
const whole = absentOr(count);
const name = absentOr(text);
const perEpoch = (_: unknown, epoch: number): string => `${epoch}`;

const row = (
  shapes: Parameters<typeof fields>[0],
  once?: KindRow['once'],
  from: KindRow['from'] = 'newest',
): KindRow => ({
  form: fields(shapes),
  from,
  ...(once ? { once } : {}),
});

export const ledgerKinds: Readonly<Record<LedgerKind, KindRow>> = {
  run: row({ frozen: digest }, () => '', 'any'),
  step: row({ place: text, key: text, fingerprint: text, record: absentOr(digest) }),
  attempt: row(
    {
      ...{ place: text, key: text, number: count, claim: text, host: text, takenAt: text, endedAt: nullOr(text) },
      ...{ worker: name, slot: whole, device: name, computingSince: name, code: name, message: name },
      ...{ fromIteration: iteration, toIteration: iteration, cpuMs: whole, peakMemoryBytes: whole },
      outcome: oneOf('finished', 'failed', 'interrupted', 'lost'),
      recordedBy: absentOr(oneOf('successor')),
    },
    ({ key, claim }: AttemptEvent) => `${key} ${claim}`,
    'any',
  ),
  started: row({ from: nullOr(text), by, program: absentOr(digest), takenBackFrom: absentOr(nullOr(text)) }, perEpoch),
  requested: row({ request: oneOf('pause', 'cancel'), by }),
  budget: row({ asked: listOf(text), by }),
  superseded: row({ from: text, by }, perEpoch, 'any'),
  forked: row({ run: text, place: text, by }, ({ run }: LedgerKinds['forked']) => run),
  replaced: row(
    { place: text, key: text, message: text },
    ({ key }: LedgerKinds['replaced'], epoch) => `${key} ${epoch}`,
  ),
  recovered: row({ place: text, iteration: nullOr(count), cause: text }),
  certificate: row({
    ...{ place: text, key: text, tookMs: count, message: text },
    verdict: oneOf('same', 'different', 'notRun'),
  }),
  repaired: row({ object: text, place: text, tookMs: count }),
  waited: row({ for: oneOf('disk'), waitedMs: count }),
  collected: row({ removed: count, bytes: count, list: digest, by }),
  ended: row(
    {
      state: oneOf('completed', 'paused', 'cancelled', 'failed', 'blocked'),
      ...{ resultDigest: absentOr(digest), exportKey: name, budget: name, code: name, message: name },
    },
    perEpoch,
  ),
};
