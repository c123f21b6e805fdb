// Performs steps in a trainer child. The pool sends the heartbeats, a cancellation becomes an interrupt, and work that
// was begun earlier is continued.
import type { Attempt } from '../domain/steps/attempt.js';
import type { Progress, TaskResult } from '../trainer/types.js';
import { attemptStep, forgetAttempts, type StepComputation, type ClaimedStep } from './attempt.js';
import { tellJournal } from './journal.js';
import { performStep, type Read } from './perform-step.js';
import type { Tools } from './tools.js';
import { runTrainerTask, taskCircumstances } from './trainer-task.js';
import type { StepOutcome, StepRequest } from './types.js';
import { withRoom } from './wait-for-room.js';

/** Performs a step in a trainer child with the number of threads in the request. */
export function performInTrainer<Found>(
  tools: Tools,
  request: StepRequest,
  read: Read<Found>,
): Promise<StepOutcome & Found> {
  return performStep(tools, request, {
    identify: () => tools.runtime.fingerprint(request.threads),
    read,
    make: async (unmade) => {
      await tools.budgets.admit(request, unmade.key);
      return attemptStep(tools, unmade, (taken) => compute(tools, taken));
    },
    tidy: (unmade) => forgetAttempts(tools, unmade),
  });
}

/** Computes the result, and waits for the certificate beside it if there is one. */
async function compute(tools: Tools, taken: ClaimedStep): Promise<StepComputation> {
  const { store, repairs, certificates } = tools;
  const { request, beats } = taken;
  const certificate = certificates.begin(taken);
  try {
    const recovered = await recovery(tools, taken);
    const { resumedAtIteration, writingMs, ...result } = await withRoom({ store, owner: request, beats }, () =>
      repairs.mending(taken, () => beats.leaveTo(() => runTaken(tools, taken, recovered))),
    );
    await recovered();
    await certificate?.done;
    return {
      result,
      told: {
        ...(resumedAtIteration === undefined ? {} : { resumedAtIteration }),
        ...(writingMs === undefined ? {} : { writingMs }),
      },
    };
  } finally {
    certificate?.stop();
  }
}

function runTaken(tools: Tools, taken: ClaimedStep, begun: () => Promise<void>): Promise<TaskResult> {
  const { request, key, fingerprint, claim, verdict, beats } = taken;
  const { step, threads } = request;
  const alone = verdict.kind === 'try' ? {} : { alone: true, fresh: true };
  const task = {
    ...{ step, key, fingerprint, attempt: claim.id, run: request.run },
    circumstances: {
      ...taskCircumstances(request),
      ...(verdict.kind === 'unjudged' ? { unjudged: true as const } : {}),
    },
  };
  const waits = diskWaits(tools, taken);
  return runTrainerTask(tools, task, {
    threads,
    signal: beats.signal,
    ...alone,
    onProgress: (progress: Progress) => {
      beats.tell({ progress });
      void begun();
      void waits(progress);
    },
    onWaiting: () => beats.tell({ waiting: true }),
    onAlive: () => beats.beat(),
  });
}

/**
 * Learns from the progress when the trainer itself waits for room on the disk (it keeps what it has in memory), and
 * writes that to the journal.
 */
function diskWaits({ store }: Tools, { request }: ClaimedStep): (progress: Progress) => Promise<void> {
  let since: number | null = null;
  return async ({ waitingFor }) => {
    if (waitingFor === 'disk') since ??= performance.now();
    else if (since !== null) {
      const waitedMs = Math.round(performance.now() - since);
      since = null;
      await tellJournal(store, request, { kind: 'waited', for: 'disk', waitedMs });
    }
  };
}

/**
 * Returns a function that writes once to the journal that work on the step continues. It does nothing if no earlier
 * attempt had begun the step.
 */
async function recovery({ store }: Tools, { request, key, claim }: ClaimedStep): Promise<() => Promise<void>> {
  const last = claim.before.at(-1);
  if (last === undefined) return async () => undefined;
  const iteration = (await store.recovery.latest(key, claim.id))?.iteration ?? null;
  const cause = causeOf(last);
  let told: Promise<void> | undefined;
  return () =>
    (told ??= tellJournal(store, request, { kind: 'recovered', place: request.step.place, iteration, cause }));
}

function causeOf({ end, host }: Attempt): string {
  return end
    ? `${end.code}: ${end.message}`
    : `the previous attempt was lost without an error: its worker, or ${host}, stopped or hung`;
}
