// `eagan server start|stop|ui|rotate-key`: the supervisor of the state folder, with the embedded server and the worker,
// its web UI, and the keys that seal what goes through it.
import type { CommandModule, Context } from '../command.js';
import { wholeNumber } from '../../terminal/option-values.js';
import type { SupervisorStatus } from '../../worker/types.js';

interface StartOptions {
  readonly port?: number;
  readonly slots?: number;
  readonly idleMinutes?: number;
}

interface UiOptions {
  readonly close?: boolean;
}

interface RotateOptions {
  readonly forgetOld?: boolean;
}

export const command: CommandModule = {
  summary: 'start or stop the embedded Temporal server and the worker, open its web UI',
  register: (cli, context) => {
    cli
      .command('start')
      .description('start server and worker if they are not running, and print their addresses')
      .option(
        '--port <port>',
        'port of the embedded server (default: the last one, or any that is free)',
        wholeNumber(1),
      )
      .option('--slots <count>', 'trainers side by side (default: from cores and memory)', wholeNumber(1))
      .option('--idle-minutes <minutes>', 'stop after this time without an open run (default: 10)', wholeNumber(1))
      .action((options: StartOptions) => start(options, context));
    cli
      .command('stop')
      .description('stop worker and server; open runs continue when they start again')
      .action(() => stop(context));
    cli
      .command('ui')
      .description(
        "open Temporal's web UI for this state folder and print a link for one browser; it is closed otherwise",
      )
      .option('--close', 'close it again')
      .action((options: UiOptions) => ui(options, context));
    cli
      .command('rotate-key')
      .description('make a new key for what goes through Temporal; earlier keys still open it')
      .option('--forget-old', 'refuse what earlier keys sealed; open runs continue from the store')
      .action((options: RotateOptions) => rotateKey(options, context));
  },
};

async function start({ port, slots, idleMinutes }: StartOptions, context: Context): Promise<void> {
  const { ensureSupervisor } = await import('../../worker/supervisor.js');
  const { tellPhases } = await import('../../worker/phases.js');
  const idleMs = idleMinutes === undefined ? undefined : idleMinutes * 60_000;
  const onStatus = tellPhases((text) => context.output.note(text));
  const supervisor = await ensureSupervisor(context.stateFolder(), { port, slots, idleMs, onStatus });
  supervisor.release();
  for (const line of notApplied({ port, slots }, supervisor.status)) context.output.note(line);
  context.output.result(supervisor.status, () => describeServer(supervisor.status));
}

/** Options for a server that was already running: it keeps its own. */
export function notApplied({ port, slots }: StartOptions, status: SupervisorStatus): string[] {
  const restart = 'it is already running; stop it (eagan server stop), then start it again';
  const runsAt = new URL(`tcp://${status.endpoint!.address}`).port;
  return [
    port !== undefined && !status.server && `--port ${port} has no effect: a Temporal server is configured`,
    port !== undefined && status.server && runsAt !== `${port}` && `the server stays on port ${runsAt}: ${restart}`,
    slots !== undefined && slots !== status.slots && `the worker keeps its ${status.slots} slots: ${restart}`,
  ].filter((line) => line !== false && line !== null);
}

async function stop(context: Context): Promise<void> {
  const { stopSupervisor } = await import('../../worker/supervisor.js');
  const stopped = await stopSupervisor(context.stateFolder());
  context.output.result({ stopped }, () => (stopped ? 'Worker and server have stopped.' : 'Nothing was running.'));
}

async function ui({ close = false }: UiOptions, context: Context): Promise<void> {
  const { askForUi, ensureSupervisor } = await import('../../worker/supervisor.js');
  const folder = context.stateFolder();
  if (close) {
    await askForUi(folder, false);
    return context.output.result({ link: null }, () => 'The web UI is closed.');
  }
  const supervisor = await ensureSupervisor(folder);
  const link = await askForUi(folder, true).finally(() => supervisor.release());
  const told = 'The link works once, within ten minutes. The web UI stays open until the server stops.';
  context.output.result({ link }, () => `${link}\n${told} Close it: eagan server ui --close`);
}

async function rotateKey({ forgetOld = false }: RotateOptions, context: Context): Promise<void> {
  const { rotateKeys } = await import('../../worker/sealing/keys.js');
  const key = await rotateKeys(context.stateFolder(), forgetOld);
  const old = forgetOld
    ? 'Earlier keys are forgotten. Continue open runs with: eagan resume RUN'
    : 'Earlier keys still open what they sealed.';
  context.output.result({ key }, () => `Key ${key} seals from now on. ${old}`);
}

/** For people. @internal A test reads it. */
export function describeServer({ endpoint, server, worker, slots }: SupervisorStatus): string {
  const kind = server ? `embedded, process ${server.pid}` : 'configured';
  return [
    `Temporal  ${endpoint!.address}, namespace ${endpoint!.namespace} (${kind})`,
    ...(server ? [`web UI    ${endpoint!.ui ?? 'closed; open it: eagan server ui'}`] : []),
    `worker    process ${worker.pid}, ${slots} ${slots === 1 ? 'slot' : 'slots'}`,
  ].join('\n');
}
