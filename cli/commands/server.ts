// `eagan server start|stop`: the supervisor of the state folder, with the embedded server and the worker.
import type { CommandModule, Context } from '../command.js';
import { wholeNumber } from '../../terminal/option-values.js';
import type { SupervisorStatus } from '../../worker/types.js';

interface StartOptions {
  readonly port?: number;
  readonly slots?: number;
  readonly idleMinutes?: number;
}

export const command: CommandModule = {
  summary: 'start or stop the embedded Temporal server and the worker',
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
  context.output.result(supervisor.status, () => describe(supervisor.status));
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

function describe({ endpoint, server, worker, slots }: SupervisorStatus): string {
  const kind = server ? `embedded, process ${server.pid}` : 'configured';
  return [
    `Temporal  ${endpoint!.address}, namespace ${endpoint!.namespace} (${kind})`,
    ...(endpoint!.ui ? [`web UI    ${endpoint!.ui}`] : []),
    `worker    process ${worker.pid}, ${slots} ${slots === 1 ? 'slot' : 'slots'}`,
  ].join('\n');
}
