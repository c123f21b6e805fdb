// What a run cost, by stage, generation and kind of step, from its ledger; of steps of earlier versions from their
// records.
import { costOf, costsBy, type WorkCost, type Work } from '../../domain/runs/cost.js';
import { SpentWork } from '../../domain/runs/spent-work.js';
import type { StepKind } from '../../domain/steps/kinds.js';
import { parsePlace, phaseOf } from '../../domain/steps/parse-place.js';
import { standsBy } from '../../domain/steps/supersession.js';
import { totalOf } from '../../domain/averages.js';
import { readStory, type RunInStore, type Store } from '../../store/index.js';

export interface RunCost {
  readonly run: string;
  readonly total: WorkCost;
  /** `data`, stages and `final`, in the order in which they began. */
  readonly stages: readonly { readonly stage: string; readonly cost: WorkCost }[];
  readonly generations: readonly { readonly stage: string; readonly generation: number; readonly cost: WorkCost }[];
  readonly kinds: readonly { readonly kind: StepKind; readonly cost: WorkCost }[];
  /** The part of all that `resume --from` took back. */
  readonly takenBack: WorkCost;
  /** Time in which trainers waited for room on the disk; part of their computing time. */
  readonly waitedForDiskMs: number;
}

/** Reads the run's ledger. */
export async function runCost(store: Store, { frozen, owner }: RunInStore): Promise<RunCost> {
  const { run, pipeline } = frozen;
  const story = await readStory(store, run);
  const spent = new SpentWork();
  for (const entry of story) if (entry.kind === 'attempt' || entry.kind === 'step') spent.add(entry);
  const works = await spent.works(run, ({ key, fingerprint }) => store.records.find(key, fingerprint));
  const stands = standsBy(owner?.supersessions ?? [], pipeline);
  return {
    run,
    total: costOf(works),
    stages: [...costsBy(works, ({ place }) => phaseOf(place))].map(([stage, cost]) => ({ stage, cost })),
    generations: generationCosts(works),
    kinds: [...costsBy(works, ({ kind }) => kind)].map(([kind, cost]) => ({ kind, cost })),
    takenBack: costOf(works.filter((work) => !stands(work))),
    waitedForDiskMs: totalOf(story.map((entry) => (entry.kind === 'waited' ? entry.waitedMs : 0))),
  };
}

function generationCosts(works: readonly Work[]): RunCost['generations'] {
  const name = ({ place }: Work): string | null => {
    const { stage = null, generation = null } = parsePlace(place) ?? {};
    return stage === null || generation === null ? null : `${stage}/${generation}`;
  };
  return [...costsBy(works, name)].map(([each, cost]) => {
    const [stage, generation] = each.split('/');
    return { stage: stage!, generation: Number(generation), cost };
  });
}
