// Parameters of a run for TensorBoard's plugin of hyperparameters, with the last value of each number as its metrics.
// Field numbers are those of its plugin_data.proto and api.proto, and of Google's struct.proto.
import protobuf from 'protobufjs/minimal.js';
import type { TrackedRun } from '../../control/report/tracking/tracked-run.js';
import { eventOf, pluginSummary, tagged } from './events.js';

const { Writer } = protobuf;
const plugin = 'hparams';

/** What the plugin calls how a session ended: SUCCESS, FAILURE, RUNNING. */
const statuses = { completed: 1, failed: 2, blocked: 2, cancelled: 2, running: 3, paused: 3 } as const;

/** How the session began, and how it ended if it has. */
export function hyperparameterEvents(run: TrackedRun): Uint8Array[] {
  const started = eventOf(run.startedAt, 0, { summary: data('session_start_info', 3, startInfo(run)) });
  if (run.endedAt === null) return [started];
  const ended = tagged(Writer.create(), 1, 'varint').int32(statuses[run.status]);
  tagged(ended, 2, 'double').double(run.endedAt / 1000);
  return [started, eventOf(run.endedAt, 0, { summary: data('session_end_info', 4, ended.finish()) })];
}

/** HParamsPluginData: version 0 (which is not written), and one of its messages. */
function data(name: string, field: number, message: Uint8Array): Uint8Array {
  const content = tagged(Writer.create(), field, 'bytes').bytes(message).finish();
  return pluginSummary(`_hparams_/${name}`, plugin, content);
}

function startInfo({ parameters, run, startedAt }: TrackedRun): Uint8Array {
  const info = Writer.create();
  for (const [name, value] of Object.entries(parameters)) {
    const entry = tagged(Writer.create(), 1, 'bytes').string(name);
    tagged(entry, 2, 'bytes').bytes(valueOf(value));
    tagged(info, 1, 'bytes').bytes(entry.finish());
  }
  tagged(info, 4, 'bytes').string(run);
  return tagged(info, 5, 'double')
    .double(startedAt / 1000)
    .finish();
}

/** google.protobuf.Value */
function valueOf(value: string | number | boolean): Uint8Array {
  const message = Writer.create();
  if (typeof value === 'number') return tagged(message, 2, 'double').double(value).finish();
  if (typeof value === 'string') return tagged(message, 3, 'bytes').string(value).finish();
  return tagged(message, 4, 'varint').bool(value).finish();
}
