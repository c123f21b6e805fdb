// The event file of a run: everything that TensorBoard shows of it, in the order of time. Equal runs give equal bytes.
import type { TrackedPicture, TrackedRun } from '../../control/report/tracking/tracked-run.js';
import { eventOf, imageSummary, scalarSummary, textSummary } from './events.js';
import { hyperparameterEvents } from './hyperparameters.js';
import { framedRecord } from './record.js';

interface DatedEvent {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** TensorBoard looks for `tfevents`; then comes when the run was frozen (ISO 8601), in seconds since 1970. */
export const eventFileName = ({ createdAt, run }: { readonly createdAt: string; readonly run: string }): string =>
  `events.out.tfevents.${Math.floor(Date.parse(createdAt) / 1000)}.${run}`;

/** The bytes of the file. */
export function eventFile(run: TrackedRun): Uint8Array {
  const first = eventOf(run.startedAt, 0, { version: 'brain.Event:2' });
  const dated = [...scalars(run), ...run.pictures.map(picture)].sort((a, b) => a.at - b.at);
  const events = [first, ...texts(run), ...hyperparameterEvents(run), ...dated.map(({ bytes }) => bytes)];
  return new Uint8Array(Buffer.concat(events.map(framedRecord)));
}

const scalars = ({ series }: TrackedRun): DatedEvent[] =>
  series.flatMap(({ name, points }) =>
    points.map(({ at, step, value }) => ({ at, bytes: eventOf(at, step, { summary: scalarSummary(name, value) }) })),
  );

function picture({ name, step, at, png }: TrackedPicture): DatedEvent {
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  return { at, bytes: eventOf(at, step, { summary: imageSummary(name, png, width, height) }) };
}

function texts({ startedAt, pipeline, tags }: TrackedRun): Uint8Array[] {
  const identity = Object.entries(tags).map(([name, value]) => `${name}: ${value}`);
  return [
    ['pipeline', pipeline],
    ['identity', identity.join('\n')],
  ].map(([tag, text]) => eventOf(startedAt, 0, { summary: textSummary(tag!, indented(text!)) }));
}

/** Markdown shows it as it is. */
const indented = (text: string): string => text.replace(/^/gm, '    ');
