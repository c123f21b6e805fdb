// `eagan status [RUN]`: the processes of the state folder and its runs, or one run.
import type { MatrixOverview } from '../../control/matrix/overview.js';
import type { MatrixInStore, Store } from '../../store/index.js';
import type { SupervisorStatus } from '../../worker/types.js';
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import type { RunOverview } from '../../control/runs/run-overview.js';
import { shownStatus, stoppedRuns } from '../../control/execution/stopped-with-server.js';
import { table } from '../../terminal/table.js';
import { formatDuration } from '../../scripts/format.mjs';
import { forkLines, wayOn } from '../../terminal/words.js';

type ShownRun = Awaited<ReturnType<typeof stoppedRuns>>[number];

export const command: CommandModule = {
  summary: 'show runs and processes, or one run',
  register: (cli, context) => {
    cli
      .argument('[run-or-matrix]', 'id of a run, or the name of a matrix, or its beginning')
      .action((asked?: string) => (asked === undefined ? all(context) : one(asked, context)));
  },
};

async function all({ output, stateFolder }: Context): Promise<void> {
  const { supervisorStatus } = await import('../../worker/supervisor.js');
  const { existingStore } = await import('../../control/runs/open-store.js');
  const { allOverviews } = await import('../../control/runs/run-overview.js');
  const store = await existingStore(stateFolder());
  const found = store ? await allOverviews(store) : { runs: [], damaged: [] };
  const runs = await stoppedRuns(found.runs, stateFolder());
  const { matrixOverviews } = await import('../../control/matrix/overview.js');
  const known = store ? await matrixOverviews(store, found.runs) : { matrices: [], damaged: [] };
  const damaged = [...found.damaged, ...known.damaged].map(({ run, error: { code, message, cure } }) => ({
    run,
    code,
    message,
    cure: cure ?? null,
  }));
  const processes = await supervisorStatus(stateFolder());
  const troubles = store ? await troublesIn(stateFolder(), processes, store, runs) : [];
  const { matrices } = known;
  const texts = await runTexts(runs, matrices);
  output.result({ stateFolder: stateFolder(), processes, runs, matrices, damaged, troubles }, () =>
    [
      `state folder ${stateFolder()}`,
      ...processLines(processes),
      ...texts,
      ...damaged.map(damagedLine),
      ...troubles.map(troubleLine),
    ].join('\n'),
  );
}

/** Runs below their matrices, and the others in a table of their own. */
async function runTexts(runs: readonly ShownRun[], matrices: readonly MatrixOverview[]): Promise<string[]> {
  if (matrices.length === 0) return [runTable(runs)];
  const { statusBy } = await import('../matrix/show-matrix.js');
  const { matrixText } = await import('../text/matrix-text.js');
  const members = new Set(matrices.flatMap(({ members: own }) => own.map(({ run }) => run)));
  const others = runs.filter(({ run }) => !members.has(run));
  const tables = [
    ...(others.length > 0 ? [runTable(others)] : []),
    ...matrices.map((matrix) => matrixText(matrix, statusBy(runs))),
  ];
  return tables.flatMap((text, index) => (index === 0 ? [text] : ['', text]));
}

async function oneMatrix(store: Store, found: MatrixInStore, context: Context): Promise<void> {
  const { shownMatrix } = await import('../matrix/show-matrix.js');
  const { overview, settings, text } = await shownMatrix(store, found, context);
  if (overview.status === 'incomplete') context.exitCode = exitCodes.no;
  context.output.result({ ...overview, settings }, () => text);
}

async function one(asked: string, context: Context): Promise<void> {
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { overviewOf } = await import('../../control/runs/run-overview.js');
  const { earlyEndLines } = await import('../text/stage-ends-text.js');
  const { supervisorStatus } = await import('../../worker/supervisor.js');
  const { matrixOrNull } = await import('../../control/matrix/find-matrix.js');
  const store = await storeWithRuns(context.stateFolder());
  const matrix = await matrixOrNull(store, asked);
  if (matrix) return oneMatrix(store, matrix, context);
  const found = await overviewOf(store, await findRun(store, asked));
  const overview = (await stoppedRuns([found], context.stateFolder()))[0]!;
  if (overview.error) context.exitCode = exitCodes.no;
  const troubles = await troublesIn(context.stateFolder(), await supervisorStatus(context.stateFolder()), store, [
    overview,
  ]);
  context.output.result({ ...overview, troubles }, () =>
    [runText(overview, earlyEndLines(overview.earlyEnds)), ...troubles.map(troubleLine)].join('\n'),
  );
}

interface RunTrouble {
  readonly run: string;
  readonly text: string;
}

/** What keeps runs that should be running from continuing. */
async function troublesIn(
  stateFolder: string,
  processes: SupervisorStatus | null,
  store: Store,
  runs: readonly RunOverview[],
): Promise<RunTrouble[]> {
  const running = runs.filter(({ status }) => status === 'running').map(({ run }) => run);
  if (running.length === 0 || !processes?.endpoint) return [];
  const { troublesOfRuns } = await import('../../control/execution/running-troubles.js');
  const found = await troublesOfRuns(stateFolder, processes.endpoint, store, running);
  return [...found].flatMap(([run, texts]) => texts.map((text) => ({ run, text })));
}

const damagedLine = ({
  run,
  code,
  message,
  cure,
}: {
  run: string;
  code: string;
  message: string;
  cure: string | null;
}): string => `! ${run} is damaged: ${code}: ${message}${cure === null ? '' : `\n  → ${cure}`}`;

const troubleLine = ({ run, text }: RunTrouble): string => `! ${run}: ${text}`;

function processLines(processes: SupervisorStatus | null): string[] {
  if (!processes) return ['no server and no worker are running; `eagan run` and `eagan attach` start them'];
  const { endpoint, server, worker, pid, notice } = processes;
  const state = ({ state, pid: own }: { state: string; pid: number | null }): string =>
    own === null ? state : `${state} (process ${own})`;
  return [
    `supervisor running (process ${pid})`,
    `Temporal   ${endpoint?.address ?? 'starting'}${server ? `, embedded, ${state(server)}` : ', configured'}${endpoint?.ui ? `, ${endpoint.ui}` : ''}`,
    `worker     ${state(worker)}`,
    ...(notice ? [`notice     ${notice.code}: ${notice.message}`, `→ ${notice.cure}`] : []),
  ];
}

function runTable(runs: readonly ShownRun[]): string {
  if (runs.length === 0) return 'no runs yet; start one with: eagan run FILE';
  const rows = runs.map((run) => [
    run.run,
    shownStatus(run),
    `${Math.floor(run.fraction * 100)} %`,
    run.phase,
    run.startedAt?.replace(/\.\d+Z$/, 'Z') ?? '',
    took(run),
    String(run.seed),
    run.options.join(' '),
  ]);
  return table(['run', 'status', 'done', 'phase', 'started', 'took', 'seed', 'options'], rows);
}

function took({ startedAt, finishedAt }: RunOverview): string {
  return startedAt && finishedAt ? formatDuration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000) : '';
}

/** The run waits for a person, who stopped it or set its budget. */
const isStopped = ({ status }: RunOverview): boolean => status === 'paused' || status === 'cancelled';

function runText(run: ShownRun, ends: readonly string[]): string {
  const { error, steps } = run;
  return [
    `${run.run} is ${shownStatus(run)}: ${steps.finished} of ${steps.expected} steps, ${Math.floor(run.fraction * 100)} %, ${run.phase}`,
    ...run.selections,
    ...ends,
    ...forkLines(run.forkedFrom),
    `seed      ${run.seed}`,
    ...(run.options.length > 0 ? [`options   ${run.options.join(' ')}`] : []),
    ...(run.startedAt ? [`started   ${run.startedAt}`] : []),
    ...(run.resumedAt ? [`resumed   ${run.resumedAt} (epoch ${run.epoch})`] : []),
    ...(run.finishedAt ? [`finished  ${run.finishedAt} (after ${took(run)})`] : []),
    ...(error ? [`${run.status.padEnd(9)} ${error.code}: ${error.message}`, `→ ${error.cure}`] : []),
    ...(run.budget ? [`paused    ${run.budget}`] : []),
    ...(run.stoppedWithServer ? [`continue  eagan attach ${run.run}`] : []),
    ...run.goOn.map((command) => `continue  ${command}`),
    ...(isStopped(run) ? [`continue  ${wayOn(run.run, run.budget)}`] : []),
    ...(run.resultDigest ? [`result    ${run.resultDigest}`] : []),
    ...(run.head ? [`head      ${run.head.digest}, line ${run.head.sequence} of the ledger`] : []),
  ].join('\n');
}
