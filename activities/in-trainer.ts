// Performs steps in a trainer child. The pool sends the heartbeats, a cancellation becomes an interrupt, and work that
// was begun earlier is continued.
import type { ToldEvent } from '../domain/ledger/kinds.js';
import type { Attempt } from '../domain/steps/attempt.js';
import type { Progress, TaskResult } from '../trainer/types.js';
import { attemptStep, forgetAttempts, type StepComputation, type ClaimedStep } from './attempt.js';
import { performStep, type Read } from './perform-step.js';
import type { Tools } from './tools.js';
import { runTrainerTask, taskCircumstances } from './trainer-task.js';
import type { StepOutcome, StepRequest } from './types.js';
import { tellLedger, withRoom, type RoomContext } from './wait-for-room.js';

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
    const room = { store, owner: request, beats };
    const beside = new TellsBeside(room);
    const recovered = await recovery(tools, taken, beside);
    const { resumedAtIteration, writingMs, ...result } = await withRoom(room, () =>
      repairs.mending(taken, () => beats.leaveTo(() => runTaken(tools, taken, recovered, beside))),
    );
    taken.course.continues(resumedAtIteration ?? 0);
    recovered();
    await beside.done();
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

function runTaken(tools: Tools, taken: ClaimedStep, begun: () => void, beside: TellsBeside): Promise<TaskResult> {
  const { request, key, fingerprint, claim, verdict, beats, course } = taken;
  const { step, threads } = request;
  const alone = verdict.kind === 'try' ? {} : { alone: true, fresh: true };
  const task = {
    ...{ step, key, fingerprint, attempt: claim.id, run: request.run },
    circumstances: {
      ...taskCircumstances(request, step),
      ...(verdict.kind === 'unjudged' ? { unjudged: true as const } : {}),
    },
  };
  const waits = diskWaits(beside);
  return runTrainerTask(tools, task, {
    threads,
    signal: beats.signal,
    ...alone,
    onPlace: (place) => course.begins(place),
    onProgress: (progress: Progress) => {
      beats.tell({ progress });
      course.progresses(progress);
      begun();
      waits(progress);
    },
    onWaiting: () => beats.tell({ waiting: true }),
    onAlive: () => beats.beat(),
  });
}

/** Entries that are told while a trainer works: nobody waits for them before the work is done. */
class TellsBeside {
  private told: Promise<unknown> = Promise.resolve();

  constructor(private readonly room: RoomContext) {}

  tell(event: ToldEvent): void {
    this.told = Promise.all([this.told, tellLedger(this.room, event)]);
    this.told.catch(() => undefined); // no unhandled rejection; `done` rejects
  }

  async done(): Promise<void> {
    await this.told;
  }
}

/**
 * Learns from the progress when the trainer itself waits for room on the disk (it keeps what it has in memory), and
 * enters that in the ledger.
 */
function diskWaits(beside: TellsBeside): (progress: Progress) => void {
  let since: number | null = null;
  return ({ waitingFor }) => {
    if (waitingFor === 'disk') since ??= performance.now();
    else if (since !== null) {
      const waitedMs = Math.round(performance.now() - since);
      since = null;
      beside.tell({ kind: 'waited', for: 'disk', waitedMs });
    }
  };
}

/**
 * Returns a function that says once in the ledger that work on the step continues. It does nothing if no earlier
 * attempt had begun the step.
 */
async function recovery(
  { store }: Tools,
  { request, key, claim, course }: ClaimedStep,
  beside: TellsBeside,
): Promise<() => void> {
  const last = claim.before.at(-1);
  if (last === undefined) return () => undefined;
  const iteration = (await store.recovery.latest(key, claim.id))?.iteration ?? null;
  course.continues(iteration ?? 0);
  const cause = causeOf(last);
  let isTold = false;
  return () => {
    if (!isTold) beside.tell({ kind: 'recovered', place: request.step.place, iteration, cause });
    isTold = true;
  };
}

function causeOf({ end, host }: Attempt): string {
  return end
    ? `${end.code}: ${end.message}`
    : `the previous attempt was lost without an error: its worker, or ${host}, stopped or hung`;
}
