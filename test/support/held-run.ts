// A run that is held at the first attempt at a step, so that a test can act on it there.
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { calculatedTrainer, untilAsked } from './calculated-trainer.js';
import { type Scene, type Stage } from './runs.js';
import { closedGate } from './gate.js';
import { emptyStore } from './quick-store.js';

export interface HeldRun extends Scene {
  /** The id of the run's own workflow. */
  readonly own: string;
  /** Ends the wait, unless the wait ignores it. */
  wake(): void;
}

/** How the trainer waits at the step: until it is woken, until it is interrupted, or either. */
type Wait = (woken: Promise<void>, signal: AbortSignal) => Promise<void>;

/** Starts the run that `asked` names, and calls `use` once the trainer is asked for the step at `place`. */
export async function heldRun(
  stage: Stage,
  asked: Parameters<Stage['withRun']>[0],
  place: string,
  wait: Wait,
  use: (held: HeldRun) => Promise<void>,
): Promise<void> {
  const store = await emptyStore();
  const gate = closedGate();
  const trainer = calculatedTrainer(store, (at, time, signal) =>
    at === place && time === 1 ? wait(gate.opened, signal) : undefined,
  );
  await stage.withRun(asked, store, trainer, async (scene) => {
    const { run, session } = scene;
    await ensureStarted(session, store, run);
    await untilAsked(trainer, place);
    await use({ ...scene, own: runWorkflowId(run.frozen.run, store.id), wake: gate.open });
  });
}
