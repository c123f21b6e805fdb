// Which Temporal server runs would use, and whether it answers.
import { findTemporalCli } from '../../scripts/toolchain.mjs';
import { configuredTarget, connectTo, type TemporalTarget } from '../../worker/endpoint.js';
import { isAlive } from '../../worker/processes.js';
import { readServerFile } from '../../worker/server-file.js';
import { statePaths } from '../../worker/state-paths.js';
import type { Check, Finding, Patient } from './check.js';

export const temporalServer: Check = {
  name: 'Temporal server',
  examine: async (patient: Patient) => {
    const target = configuredTarget();
    return target ? askConfigured(target) : lookAtEmbedded(patient);
  },
};

/** Throws EAGAN_TEMPORAL_UNREACHABLE. */
async function askConfigured(target: TemporalTarget): Promise<Finding> {
  const { address, namespace } = target.endpoint;
  const connection = await connectTo(target);
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  await connection.close();
  const facts = { kind: 'configured', address, namespace, serverVersion: serverVersion ?? null };
  return { status: 'ok', detail: `configured: ${address}, namespace ${namespace}, server ${serverVersion}`, facts };
}

async function lookAtEmbedded({ stateFolder, environment }: Patient): Promise<Finding> {
  const file = readServerFile(statePaths(stateFolder).serverFile);
  const offered = (await findTemporalCli(environment)).cli?.serverVersion;
  if (file && offered && file.serverVersion !== offered) {
    const detail = `embedded: the database was made by server ${file.serverVersion}, the Temporal CLI brings ${offered}`;
    return { status: 'failed', detail, cure: 'Run `npx eagan explain EAGAN_SERVER_DATABASE_VERSION`.' };
  }
  const runs = file !== null && file.pid !== null && file.ports !== null && isAlive(file.pid);
  const detail = runs ? `running at 127.0.0.1:${file.ports!.port}` : 'not running; the next run starts it';
  return { status: 'ok', detail: `embedded: ${detail}`, facts: { kind: 'embedded', running: runs } };
}
