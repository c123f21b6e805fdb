// Pushes a run to an MLflow server. Pushed again, the same run there is updated: only what it lacks is sent.
import type { TrackedRun } from '../../control/report/tracking/tracked-run.js';
import { EaganError } from '../../domain/errors.js';
import { pushArtifacts, type PushedArtifacts } from './artifacts.js';
import { batchesOf, metricKey, type Metric, type LoggedText } from './batches.js';
import { listIn, objectIn, textIn, type Answer } from './answers.js';
import type { MlflowClient } from './client.js';
import { historyOf, nameOfPoint } from './history.js';

export interface PushedRun {
  readonly run: string;
  readonly experiment: string;
  /** Of MLflow. */
  readonly runId: string;
  readonly created: boolean;
  /** Numbers that were sent, and numbers that the server had. */
  readonly sent: number;
  readonly known: number;
  /** Numbers at the server that the run no longer has, because its steps were taken back. MLflow cannot remove them. */
  readonly outdated: number;
  readonly artifacts: PushedArtifacts;
  /** Where people see it. */
  readonly address: string;
}

interface FoundRun {
  readonly id: string;
  readonly artifactUri: string;
  readonly params: ReadonlySet<string>;
  readonly created: boolean;
}

/** The tag by which a run is found again. */
const identityTag = 'eagan.frozen';

/** Throws EAGAN_TRACKER_UNREACHABLE, EAGAN_TRACKER_REFUSED and EAGAN_TRACKER_ANSWER. */
export async function pushRun(client: MlflowClient, run: TrackedRun, experiment: string): Promise<PushedRun> {
  const experimentId = await experimentOf(client, experiment);
  const found = (await findRun(client, experimentId, run)) ?? (await createRun(client, experimentId, run));
  const metrics = metricsOf(run);
  const known = found.created ? new Set<string>() : await historyOf(client, found.id, metrics);
  const missing = metrics.filter((metric) => !known.has(nameOfPoint(metric)));
  const params = pairsOf(run.parameters).filter(({ key }) => !found.params.has(key));
  const tags = pairsOf(tagsOf(run));
  for (const batch of batchesOf({ metrics: missing, params, tags }))
    await client.post('runs/log-batch', { run_id: found.id, ...batch });
  const artifacts = await pushArtifacts(client, found.artifactUri, run);
  await client.post('runs/update', { run_id: found.id, run_name: run.run, ...endOf(run) });
  const kept = metrics.length - missing.length;
  return {
    ...{ run: run.run, experiment, runId: found.id, created: found.created },
    ...{ sent: missing.length, known: kept, outdated: known.size - kept, artifacts },
    address: `${client.address}/#/experiments/${experimentId}/runs/${found.id}`,
  };
}

async function experimentOf(client: MlflowClient, name: string): Promise<string> {
  const query = { experiment_name: name };
  const found = await client.find('experiments/get-by-name', query);
  if (found === null) return textIn(await client.post('experiments/create', { name }), 'experiment_id');
  const experiment = objectIn(found, 'experiment');
  if (experiment.lifecycle_stage !== 'deleted') return textIn(experiment, 'experiment_id');
  const cure = 'Restore it at the server, or name another one: --experiment NAME.';
  throw new EaganError('EAGAN_TRACKER_ANSWER', `the experiment "${name}" must be there (got: it is deleted)`, cure);
}

async function findRun(client: MlflowClient, experimentId: string, { frozen }: TrackedRun): Promise<FoundRun | null> {
  const filter = `tags.\`${identityTag}\` = '${frozen}'`;
  const answer = await client.post('runs/search', { experiment_ids: [experimentId], filter, max_results: 1 });
  const [found] = listIn(answer, 'runs');
  return found ? foundRun(found, false) : null;
}

async function createRun(client: MlflowClient, experimentId: string, run: TrackedRun): Promise<FoundRun> {
  const tags = pairsOf({ [identityTag]: run.frozen, 'eagan.run': run.run });
  const asked = { experiment_id: experimentId, run_name: run.run, start_time: run.startedAt, tags };
  return foundRun(objectIn(await client.post('runs/create', asked), 'run'), true);
}

function foundRun(answer: Answer, created: boolean): FoundRun {
  const info = objectIn(answer, 'info');
  const data = typeof answer.data === 'object' ? objectIn(answer, 'data') : {};
  const params = new Set(listIn(data, 'params').map((param) => textIn(param, 'key')));
  return { id: textIn(info, 'run_id'), artifactUri: textIn(info, 'artifact_uri'), params, created };
}

const metricsOf = ({ series }: TrackedRun): Metric[] =>
  series.flatMap(({ name, points }) =>
    points.map(({ step, at, value }) => ({ key: metricKey(name), value, timestamp: at, step })),
  );

/** Each key once: the last value. */
const pairsOf = (values: Readonly<Record<string, string | number | boolean>>): LoggedText[] =>
  [...new Map(Object.entries(values).map(([name, value]) => [metricKey(name), String(value)]))].map(([key, value]) => ({
    key,
    value,
  }));

const tagsOf = ({ tags, frozen, name, status }: TrackedRun): Record<string, string> => ({
  ...tags,
  [identityTag]: frozen,
  'eagan.name': name,
  'eagan.status': status,
});

const statuses = {
  ...{ running: 'RUNNING', paused: 'SCHEDULED', completed: 'FINISHED' },
  ...{ cancelled: 'KILLED', failed: 'FAILED', blocked: 'FAILED' },
} as const;

function endOf({ status, endedAt }: TrackedRun): object {
  const goesOn = status === 'running' || status === 'paused';
  return { status: statuses[status], ...(goesOn || endedAt === null ? {} : { end_time: endedAt }) };
}
