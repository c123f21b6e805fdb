// Which numbers of a run an MLflow server has. Its stores do not all notice a number that comes twice.
import { listIn } from './answers.js';
import type { Metric } from './batches.js';
import type { MlflowClient } from './client.js';

/** The same for equal numbers of one key, step and time. */
export const nameOfPoint = ({ key, step, timestamp, value }: Metric): string => `${key} ${step} ${timestamp} ${value}`;

const mostOfPage = 25_000;

/** The names of all points of these keys that the server has. */
export async function historyOf(client: MlflowClient, runId: string, metrics: readonly Metric[]): Promise<Set<string>> {
  const known = new Set<string>();
  for (const key of new Set(metrics.map((metric) => metric.key)))
    for await (const point of pointsOf(client, runId, key)) known.add(nameOfPoint(point));
  return known;
}

/** Older servers give all points at once, newer ones page by page. */
async function* pointsOf(client: MlflowClient, runId: string, key: string): AsyncGenerator<Metric> {
  const asked = { run_id: runId, metric_key: key, max_results: String(mostOfPage) };
  for (let token: string | undefined = ''; token !== undefined;) {
    const query: Record<string, string> = token === '' ? asked : { ...asked, page_token: token };
    const answer = await client.find('metrics/get-history', query);
    if (answer === null) return;
    for (const { step, timestamp, value } of listIn(answer, 'metrics'))
      yield { key, step: Number(step ?? 0), timestamp: Number(timestamp), value: Number(value) };
    const next = answer.next_page_token;
    token = typeof next === 'string' && next !== '' && next !== token ? next : undefined;
  }
}
