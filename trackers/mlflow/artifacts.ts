// Files of a run for an MLflow server that keeps artifacts itself. With others, clients write to a disk or a cloud of
// their own, which takes the keys of that cloud.
import type { TrackedRun } from '../../control/report/tracking/tracked-run.js';
import type { MlflowClient } from './client.js';

export interface PushedArtifacts {
  readonly files: readonly string[];
  /** Why there are none; null: there are. */
  readonly missing: string | null;
}

/** `uri`: the run's `artifact_uri`. A file that was pushed before is replaced. */
export async function pushArtifacts(client: MlflowClient, uri: string, run: TrackedRun): Promise<PushedArtifacts> {
  const folder = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.+)$/.exec(uri)?.[1];
  if (folder === undefined) return { files: [], missing: `the server keeps no artifacts itself (${schemeOf(uri)})` };
  const files = [...run.files, ...picturesOf(run)];
  for (const { name, bytes } of files) await client.putArtifact(`${folder}/${name}`, bytes);
  return { files: files.map(({ name }) => name), missing: null };
}

/** `samples/generator/000003.png` */
const picturesOf = ({ pictures }: TrackedRun): TrackedRun['files'] =>
  pictures.map(({ name, step, png }) => ({
    name: `samples/${name.replace(/\/samples$/, '')}/${String(step).padStart(6, '0')}.png`,
    bytes: png,
  }));

const schemeOf = (uri: string): string => (/^[a-z][a-z0-9+.-]*:/i.exec(uri)?.[0] ?? 'a folder').slice(0, 40);
