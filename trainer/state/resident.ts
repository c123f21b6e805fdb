// What stays in a warm child between tasks: the state from which the next segment or evaluation most likely starts.
import type { Digest } from '../../domain/digest.js';
import type { Checkpoints } from '../../store/types.js';
import { loadFinal, type FinalState } from './final-state.js';
import { loadStage, type StageState } from './stage-state.js';

type State = StageState | FinalState;

let resident: { readonly digest: Digest; readonly state: State } | null = null;

/** The stage's state of that digest. It is now the caller's, to change and `keepState`, or to dispose of. */
export function takeStage(digest: Digest, checkpoints: Checkpoints): Promise<StageState> {
  return take(digest, () => loadStage(digest, checkpoints));
}

/** The final pair's state of that digest, now the caller's. */
export function takeFinal(digest: Digest, checkpoints: Checkpoints): Promise<FinalState> {
  return take(digest, () => loadFinal(digest, checkpoints));
}

/** Leaves a state to the next task; the previous one is disposed of. */
export function keepState(digest: Digest, state: State): void {
  dropResident();
  resident = { digest, state };
}

/** Frees a state's tensors. */
export function disposeState(state: State): void {
  if (state.kind === 'stage') for (const network of [state.searched, ...state.opponents]) network.dispose();
  else for (const part of [state.generator, state.discriminator, state.average]) part.dispose();
}

async function take<S extends State>(digest: Digest, load: () => Promise<S>): Promise<S> {
  if (resident?.digest !== digest) {
    // Freed before the other is loaded, so that two are never in memory at once.
    dropResident();
    return load();
  }
  const { state } = resident;
  resident = null;
  return state as S;
}

function dropResident(): void {
  if (resident) disposeState(resident.state);
  resident = null;
}
