// What MLflow's runs/log-batch takes, cut into requests within its limits.

export interface Metric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}
export interface LoggedText {
  readonly key: string;
  readonly value: string;
}
export interface Batch {
  readonly metrics: readonly Metric[];
  readonly params: readonly LoggedText[];
  readonly tags: readonly LoggedText[];
}

/**
 * Entries of a request, and characters of a text. MLflow allows 1,000 entries, of them 100 parameters and 100 tags, and
 * 1 MB. So there are half as many texts: 50 of 6,000 characters are 900 kB even where a character takes three bytes.
 */
export const batchLimits = { metrics: 1000, params: 50, tags: 50, key: 250, param: 6000, tag: 5000 } as const;

/** The requests, metrics after parameters and tags; none if there is nothing. */
export function batchesOf({ metrics, params, tags }: Batch): Batch[] {
  const fitting = params.map((pair) => cut(pair, batchLimits.param));
  return [
    ...chunks(fitting, batchLimits.params).map((some) => ({ metrics: [], params: some, tags: [] })),
    ...chunks(tags.map((pair) => cut(pair, batchLimits.tag)), batchLimits.tags).map((some) => ({ metrics: [], params: [], tags: some })), // prettier-ignore
    ...chunks(metrics, batchLimits.metrics).map((some) => ({ metrics: some, params: [], tags: [] })),
  ];
}

/** A text that is too long ends with `…`. */
const cut = ({ key, value }: LoggedText, most: number): LoggedText => ({
  key: metricKey(key),
  value: shortened(value, most),
});

/** A surrogate is not left alone. */
const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** As MLflow allows names: letters, digits, `_`, `-`, `.`, space and slash. */
export const metricKey = (name: string): string => name.replaceAll(/[^\w\-. /]/g, '_').slice(0, batchLimits.key);

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
