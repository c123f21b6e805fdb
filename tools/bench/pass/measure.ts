// Measures one pass of generated images through the task that scores a winner, in a process that does nothing else.
import { join } from 'node:path';
import { judgeCircumstances } from '../../../domain/judges.js';
import type { Pipeline } from '../../../domain/pipeline.js';
import { finalContext, openFinalStep, outputOf, scoreStep, type PreparedData } from '../../../domain/plan/index.js';
import { openStore, type Store } from '../../../store/index.js';
import { prepareData, runTaskOf } from '../evaluate/prepare.js';

export interface PassRequest {
  readonly folder: string;
  readonly pipeline: Pipeline;
}

export interface PassSeconds {
  /** From the first image to the last, without loading. */
  readonly images_s: number;
  /** From the last image to the figures. */
  readonly figures_s: number;
  /** By their names. */
  readonly figures: Readonly<Record<string, number>>;
}

const storeIn = (folder: string): Promise<Store> => openStore(join(folder, 'store'));

/** The images of the reference, the extractor, the reference: what a run has before it scores anything. */
export const preparePass = async ({ folder, pipeline }: PassRequest): Promise<PreparedData> =>
  prepareData(pipeline, await storeIn(folder));

/** The score of the untrained generator, with recovery points as a run writes them. */
export async function measurePass({
  folder,
  pipeline,
  prepared,
}: PassRequest & { readonly prepared: PreparedData }): Promise<PassSeconds> {
  const store = await storeIn(folder);
  const context = finalContext(pipeline, prepared, []);
  const opened = await runTaskOf(openFinalStep(context), store);
  const step = scoreStep(context, { subject: 'untrained', state: outputOf(opened, 'state') });
  const circumstances = { recoveryEveryMs: pipeline.recovery.everyMs, ...judgeCircumstances(pipeline.metrics) };
  const seen: { readonly at: number; readonly done: number }[] = [];
  const tick = async ({ done }: { readonly done: number }): Promise<void> =>
    void seen.push({ at: performance.now(), done });
  const { numbers } = await runTaskOf(step, store, { circumstances, tick });
  const ended = performance.now();
  const [first, last] = [seen.find(({ done }) => done > 0)!, seen.at(-1)!];
  // The first batch waits for the extractor to load.
  const share = last.done === first.done ? 1 : last.done / (last.done - first.done);
  const from = last.done === first.done ? seen[0]! : first;
  return {
    images_s: ((last.at - from.at) * share) / 1000,
    figures_s: (ended - last.at) / 1000,
    figures: { ...numbers },
  };
}
