// Which Temporal server runs would use, and whether it answers.
import { findTemporalCli } from '../../scripts/toolchain.mjs';
import { configuredTarget, connectToServer, targetOf, type TemporalTarget } from '../../worker/endpoint.js';
import { tryNative } from '../../worker/native-connection.js';
import { isAlive } from '../../worker/processes.js';
import { proxyText } from '../../worker/proxy.js';
import { allRuns } from '../../control/runs/find-run.js';
import { existingStore } from '../../control/runs/open-store.js';
import { troublesOfRuns } from '../../control/execution/running-troubles.js';
import { supervisorStatus } from '../../worker/supervisor.js';
import { readServerFile } from '../../worker/server-file.js';
import { statePaths } from '../../worker/state-paths.js';
import type { Check, CheckResult, DoctorSubject } from './check.js';

export const temporalServer: Check = {
  name: 'Temporal server',
  examine: async (patient: DoctorSubject) => {
    const target = configuredTarget();
    return target ? askConfigured(target) : lookAtEmbedded(patient);
  },
};

/** Throws EAGAN_TEMPORAL_UNREACHABLE. */
async function askConfigured(target: TemporalTarget): Promise<CheckResult> {
  const { address, namespace } = target.endpoint;
  const serverVersion = await versionBehind(target);
  const through = target.proxy ? `, through ${proxyText(target.proxy)}` : '';
  const detail = `configured: ${address}, namespace ${namespace}, server ${serverVersion}${through}`;
  const facts = { kind: 'configured', address, namespace, serverVersion, proxy: target.proxy?.address ?? null };
  return { status: 'ok', detail, facts };
}

/** Connects in both ways that a run does: as a client and as a worker. */
async function versionBehind(target: TemporalTarget): Promise<string | null> {
  const client = await connectToServer(target);
  try {
    const { serverVersion } = await client.workflowService.getSystemInfo({});
    await tryNative(target);
    return serverVersion ?? null;
  } finally {
    await client.close();
  }
}

async function lookAtEmbedded({ stateFolder, environment }: DoctorSubject): Promise<CheckResult> {
  const file = readServerFile(statePaths(stateFolder).serverFile);
  const offered = (await findTemporalCli(environment)).cli?.serverVersion;
  if (file && offered && file.serverVersion !== offered) {
    const detail = `embedded: server ${file.serverVersion} made the database, but the Temporal CLI has server ${offered}`;
    return { status: 'failed', detail, cure: 'Run `npx eagan explain EAGAN_SERVER_DATABASE_VERSION`.' };
  }
  const runs = file !== null && file.pid !== null && file.ports !== null && isAlive(file.pid);
  const facts = { kind: 'embedded', running: runs };
  if (!runs) return { status: 'ok', detail: 'embedded: not running; the next run starts it', facts };
  const address = `127.0.0.1:${file.ports!.port}`;
  const serverVersion = await versionBehind(targetOf({ kind: 'embedded', address, namespace: 'default', ui: null }));
  return { status: 'ok', detail: `embedded: answers at ${address}, server ${serverVersion}`, facts };
}

/** Whether a workflow of a running run fails at every attempt: nothing else shows it. */
export const workflows: Check = {
  name: 'Workflows',
  examine: async ({ stateFolder }: DoctorSubject) => {
    const store = await existingStore(stateFolder);
    const endpoint = (await supervisorStatus(stateFolder))?.endpoint;
    if (!store || !endpoint) return { status: 'ok', detail: 'no run is running', facts: { troubles: 0 } };
    const runs = (await allRuns(store)).filter(({ state }) => state?.status === 'running');
    const names = runs.map(({ frozen }) => frozen.run);
    const troubles = [...(await troublesOfRuns(stateFolder, endpoint, store, names)).values()].flat();
    const facts = { troubles: troubles.length };
    if (troubles.length === 0) return { status: 'ok', detail: `${names.length} running, none in trouble`, facts };
    const cure = 'Restart the run from the store: eagan resume RUN';
    return { status: 'warning', detail: troubles.join('; '), cure, facts };
  },
};
