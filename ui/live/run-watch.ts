// Watches one run, or several beside each other: how one stands now, what happens, and its report made again when the
// ledger has grown.
import { createHash } from 'node:crypto';
import { RunObserver } from '../../control/execution/observe-run.js';
import type { ServerObserver } from '../../control/execution/observed-server.js';
import { closingLine } from '../../control/progress/progress-text.js';
import { readRun, type Store } from '../../store/index.js';
import { limits } from '../limits.js';
import { nowHtml } from '../pages/now.js';
import { goneHtml, noTrouble, troubleHtml } from '../pages/trouble.js';
import type { KeptReport, KeptReports } from '../reports/reports.js';
import type { StoreDoor } from '../store-door.js';
import type { Channel } from './channel.js';
import type { Watch } from './hub.js';
import { lookEvery } from './look-every.js';

interface WatchedRuns {
  readonly door: StoreDoor;
  readonly server: ServerObserver;
  readonly reports: KeptReports;
}

/** `runs`: at least one. */
export const runWatch =
  (runs: readonly string[], from: WatchedRuns): Watch =>
  async (channel, signal) => {
    const { door } = from;
    const tell = (error: unknown): void => channel.show('trouble', { html: troubleHtml(error, door.stateFolder).text });
    const report = new ReportWatch(runs, from, channel, signal);
    const now = runs.length === 1 ? new NowWatch(runs[0]!, from, channel) : null;
    let wasGone = false;
    const look = async (): Promise<void> => {
      const store = await door.store();
      const gone = store === null ? runs[0]! : await firstMissing(store, runs);
      // It may come back as another run of that name.
      if (gone !== null && !wasGone) door.forget();
      wasGone = gone !== null;
      if (store === null || gone !== null) return channel.show('trouble', { html: goneHtml(gone!).text });
      await now?.look(store);
      await report.look(store);
      channel.show('trouble', { html: report.trouble });
    };
    await lookEvery(limits.lookEveryMs, signal, look, tell);
    await report.ended();
  };

async function firstMissing(store: Store, runs: readonly string[]): Promise<string | null> {
  for (const run of runs) if ((await readRun(store.refs, run)) === null) return run;
  return null;
}

/** How a run stands now, and what has just happened. */
class NowWatch {
  private reading: { readonly store: Store; readonly observer: RunObserver } | null = null;
  private state: string | null = null;

  constructor(
    private readonly run: string,
    private readonly from: WatchedRuns,
    private readonly channel: Channel,
  ) {}

  async look(store: Store): Promise<void> {
    if (this.reading?.store !== store)
      this.reading = { store, observer: new RunObserver(store, this.run, this.from.server) };
    const seen = await this.reading.observer.look();
    if (!seen) return;
    this.channel.show('now', { html: nowHtml(seen).text });
    const told = seen.fresh.map((record) => ({ record, closing: closingLine(record) }));
    const lines = told.map(({ record, closing }) => closing ?? `${record.step.place}: ${record.status}`);
    const closed = told.flatMap(({ closing }) => closing ?? []);
    const turned = this.state !== null && this.state !== seen.status ? [`${this.run} is ${seen.status}`] : [];
    this.state = seen.status;
    const all = [...lines, ...turned].slice(-limits.toldLines);
    if (all.length > 0) this.channel.tell({ lines: all, important: [...closed, ...turned].at(-1) ?? null });
  }
}

/** Makes the report again when what the runs have recorded is more than before, but not all the time. */
class ReportWatch {
  trouble = noTrouble.text;
  private making: Promise<void> | null = null;
  /** What the newest report, or the newest failure, is of. */
  private done = { version: '', at: 0, tookMs: 0, hasFailed: false };

  constructor(
    private readonly runs: readonly string[],
    private readonly from: WatchedRuns,
    private readonly channel: Channel,
    private readonly signal: AbortSignal,
  ) {
    const kept = from.reports.find(runs);
    if (kept) this.show(kept);
  }

  async look(store: Store): Promise<void> {
    const { version, isRunning } = await versionOf(store, this.runs);
    const { at, tookMs, hasFailed } = this.done;
    // It may have been thrown away meanwhile, and another page would ask for its parts.
    const isThere = hasFailed || this.from.reports.find(this.runs) !== null;
    const pause = isRunning ? Math.max(limits.reportEveryMs, limits.reportShare * tookMs) : 0;
    if ((version === this.done.version && isThere) || this.making || Date.now() - at < pause) return;
    this.making = this.make(version).finally(() => (this.making = null));
  }

  async ended(): Promise<void> {
    await this.making;
  }

  private async make(version: string): Promise<void> {
    const begun = Date.now();
    try {
      this.show(await this.from.reports.make(this.runs, version, this.signal));
      this.trouble = noTrouble.text;
    } catch (error) {
      if (this.signal.aborted) return;
      this.done = { version, at: Date.now(), tookMs: Date.now() - begun, hasFailed: true };
      this.trouble = troubleHtml(error, this.from.door.stateFolder).text;
    }
  }

  private show({ version, sections, facts, readAt, madeAt, tookMs }: KeptReport): void {
    this.done = { version, at: madeAt, tookMs, hasFailed: false };
    this.channel.show('report', { version, sections, facts, readAt });
  }
}

/** What a report depends on: the heads of the ledgers, and how the runs stand. */
async function versionOf(
  store: Store,
  runs: readonly string[],
): Promise<{ readonly version: string; readonly isRunning: boolean }> {
  const hash = createHash('sha256');
  let isRunning = false;
  for (const name of runs) {
    const run = await readRun(store.refs, name);
    isRunning ||= run?.state?.status === 'running';
    hash.update(JSON.stringify([name, run?.owner, run?.state, run?.result, await store.ledger.head(name)]));
  }
  return { version: hash.digest('hex').slice(0, 32), isRunning };
}
