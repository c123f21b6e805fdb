// `eagan history [RUN]`: the whole story of a run in order, or the part of it that is asked for; with --json one entry
// a line (docs/auditing.md has the form).
import type { AskedStory } from '../../domain/ledger/story-filter.js';
import type { Told } from '../../control/history/story.js';
import type { RunInStore, Store } from '../../store/index.js';
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import { pastTime } from '../../terminal/option-values.js';
import { forkLines } from '../../terminal/words.js';

interface Options extends AskedStory {
  readonly follow?: boolean;
}

export const command: CommandModule = {
  summary: 'tell the story of a run: its steps and attempts, and what people did',
  register: (cli, context) => {
    cli
      .argument('[run]', 'id of a run or its beginning (default: the latest)')
      .option('--stage <name>', 'only this stage, data or final')
      .option('--generation <number>', 'only this generation, counted as in places: 3 for gen-003')
      .option('--kind <name>', 'only this kind of entry or step, for example attempt, ended or evaluate')
      .option('--since <time>', 'only what happened since 2026-01-31T12:00Z, or since 30m, 2h or 3d ago', pastTime)
      .option('--attempts', 'only attempts at steps')
      .option('--people', 'only what people asked for, and why')
      .option('--follow', 'also what happens from now on, until the run ends or Ctrl-C')
      .action((asked: string | undefined, options: Options) => history(asked, options, context));
  },
};

async function history(asked: string | undefined, options: Options, context: Context): Promise<void> {
  const { readingRun } = await import('../../store/index.js');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { Story } = await import('../../control/history/story.js');
  const store = await storeWithRuns(context.stateFolder());
  const run = await findRun(store, asked);
  const story = new Story(store, run, options, options.follow ?? false);
  await readingRun(run.frozen.run, async () => {
    const isEmpty = (await tellNext(story.next(), run, options, context)) === 0;
    if (isEmpty && !options.follow) context.output.note(`${run.frozen.run} has no such entry yet`);
    if (options.follow) await follow(() => tellNext(story.next(), run, options, context), store, run, context);
  });
  const forked = forkLines(run.frozen.forkedFrom);
  if (forked.length > 0) context.output.note(forked.join('\n'));
}

/** How many entries were new. */
async function tellNext(
  fresh: AsyncIterable<Told>,
  { frozen }: RunInStore,
  { attempts = false, kind }: Options,
  { output }: Context,
): Promise<number> {
  const { historyLine, isShownApart } = await import('../text/history-text.js');
  let count = 0;
  for await (const told of fresh) {
    count++;
    if (output.json) output.result(entryOf(told), () => '');
    // The attempt that finished a step is told with the step, unless somebody asks for attempts.
    else if (attempts || kind === 'attempt' || isShownApart(told))
      output.result({}, () => historyLine(frozen.run, told));
  }
  return count;
}

/** One object: the fields of the entry, those of a step's record, and what else is known. */
function entryOf(told: Told): object {
  if ('kind' in told) return told;
  const { record, attempt, program, ...more } = told.known;
  return {
    ...told.entry,
    ...(record ?? {}),
    ...(attempt ? { attempt: attempt.number } : {}),
    ...(program ? { running: program } : {}),
    ...more,
    // That of this form, not the one of the ledger's lines.
    schemaVersion: 1,
  };
}

const lookEveryMs = 1000;

/** Tells what is new each second. The run may end between two looks, so there is one more after its end. */
async function follow(
  tell: () => Promise<number>,
  { refs }: Store,
  { frozen }: RunInStore,
  context: Context,
): Promise<void> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  const { readRun } = await import('../../store/index.js');
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    for (;;) {
      const state = (await readRun(refs, frozen.run))?.state;
      await tell();
      if (state && state.status !== 'running') return;
      await sleep(lookEveryMs, undefined, { signal: interrupted.signal }).catch(() => undefined);
      if (interrupted.signal.aborted) return void (context.exitCode = exitCodes.interrupted);
    }
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}
