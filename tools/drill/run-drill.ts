// A drill from beginning to end: an undisturbed run, the same run under kills, and the comparison.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, readRun, readStory, runRecords } from '../../store/index.js';
import { statePaths } from '../../worker/state-paths.js';
import { stopSupervisor } from '../../worker/supervisor.js';
import type { Environment } from '../../terminal/output.js';
import { finishedPlaces, sharesOfPassages, workKinds } from './account.js';
import { compareStories } from './compare-stories.js';
import { compareRecords, type CalmDifference } from './compare.js';
import type { ChildSetting } from './eagan-child.js';
import { DrillFollower } from './follower.js';
import { PassageLog } from './passage-log.js';
import { planKills } from './plan.js';
import { reportOf, type RunRemains } from './report.js';
import { storm, type Calm } from './storm.js';
import type { DrillReport } from './types.js';
import { makeFolderSync } from '../../scripts/files.mjs';

export interface DrillRequest {
  readonly file: string;
  /** What changes the pipeline, as in `eagan run`. */
  readonly options: readonly string[];
  readonly kills: number;
  readonly seed: number;
  readonly keep: boolean;
  /** For both state folders; made, and removed again. */
  readonly folder: string;
  readonly directory: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  tell(line: string): void;
}

const lookMs = 200;

/** Runs the drill; null if it was interrupted. Everything that it started has ended when it returns. */
export async function runDrill(request: DrillRequest): Promise<DrillReport | null> {
  const { folder, keep } = request;
  let keeps = keep;
  try {
    const report = await compareBoth(request);
    keeps ||= report !== null && report.verdict !== 'same';
    return report && { ...report, kept: keeps ? folder : null };
  } finally {
    for (const name of ['calm', 'stormy']) await stopSupervisor(join(folder, name));
    if (!keeps) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function compareBoth(request: DrillRequest): Promise<DrillReport | null> {
  const { file, options, kills, seed, signal } = request;
  const plan = planKills(seed, kills);
  const start = ['run', file, ...options];
  const [calmSetting, stormySetting] = (['calm', 'stormy'] as const).map((name) => settingOf(request, name));
  request.tell(`drill of ${file}: first undisturbed …`);
  const calm = await runCalm(calmSetting!, start, signal);
  await stopSupervisor(calmSetting!.home);
  if (signal.aborted) return null;
  if (calm.found.status !== 'completed') return reportOf({ ...request, plan, calm, storm: null, differences: [] });
  request.tell(`… ${calm.found.records.length} steps; now with ${kills} kills, seed ${seed}`);
  const stormy = await storm({
    setting: stormySetting!,
    start,
    plan,
    calm: lessonOf(calm),
    signal,
    tell: request.tell,
  });
  if (signal.aborted) return null;
  const found = await findRun(stormySetting!, stormy.follower, stormy.tookMs);
  const differences = differencesOf(calm.found, found);
  return reportOf({ ...request, plan, calm, storm: { ...stormy, found }, differences });
}

function settingOf({ folder, directory, environment }: DrillRequest, name: 'calm' | 'stormy'): ChildSetting {
  const [home, drill] = [join(folder, name), join(folder, `${name}-passages`)];
  for (const made of [home, drill]) makeFolderSync(made);
  return { home, drill, directory, environment, log: join(folder, `${name}.log`) };
}

/** An undisturbed run, with the points that it passed. */
interface CalmRun {
  readonly found: RunRemains;
  readonly passages: PassageLog['passages'];
}

async function runCalm(setting: ChildSetting, start: readonly string[], signal: AbortSignal): Promise<CalmRun> {
  const startedAt = Date.now();
  const follower = new DrillFollower(setting, start);
  while (!signal.aborted && follower.keep() !== 'ended') await sleep(lookMs);
  await follower.stop();
  const log = new PassageLog(setting.drill);
  log.read();
  return { found: await findRun(setting, follower, Date.now() - startedAt), passages: log.passages };
}

function lessonOf({ passages }: CalmRun): Calm {
  return {
    steps: finishedPlaces(passages).size,
    passedAt: sharesOfPassages(passages),
    kinds: workKinds(passages),
  };
}

/** What the store has of the run, whatever the commands said. */
async function findRun({ home }: ChildSetting, follower: DrillFollower, tookMs: number): Promise<RunRemains> {
  const { run, attached, troubles } = follower;
  const store = await openStore(statePaths(home).store);
  const known = run === null ? null : await readRun(store.refs, run);
  if (run === null || !known) return { ...nothing, run, attached, troubles, tookMs };
  return {
    ...{ run, attached, troubles, tookMs },
    status: known.state?.status ?? null,
    resultDigest: known.result?.resultDigest ?? null,
    records: await runRecords(store, run),
    story: await readStory(store, run),
  };
}

const nothing = { status: null, resultDigest: null, records: [], story: [] } as const;

function differencesOf(calm: RunRemains, stormy: RunRemains): CalmDifference[] {
  const steps = [...compareRecords(calm.records, stormy.records), ...compareStories(calm.story, stormy.story)];
  if (calm.resultDigest === stormy.resultDigest) return steps;
  const whole = {
    place: 'export',
    what: 'resultDigest',
    calm: calm.resultDigest,
    stormy: stormy.resultDigest,
  } as const;
  return [...steps, whole];
}
