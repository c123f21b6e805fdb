// Numbers as text for people: bytes, durations and counts. The set-up prints some before a package is installed, so
// they are written here and not with a package.

const prefixes = ['', 'k', 'M', 'G', 'T'];

/** Three digits and the prefix of the unit: `1.07 G`. @param {number} value */
function scaled(value) {
  const rounded = Number(value.toPrecision(3));
  const power = Math.min(prefixes.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, rounded)) / 3)));
  return `${Number((rounded / 1000 ** power).toPrecision(3))} ${prefixes[power]}`;
}

/** `512 B`, `48.2 kB`, `1.07 GB`: decimal, three digits. @param {number} bytes */
export const formatBytes = (bytes) => `${scaled(bytes)}B`;

/** `512`, `48.2 k`, `1.07 G`: three digits, for counts of which the size matters. @param {number} count */
export const formatLargeCount = (count) => scaled(count).trimEnd();

/**
 * Four significant digits, no exponent for everyday sizes; whole numbers of any size have thousands separators.
 * @param {number | bigint} value
 */
export function formatNumber(value) {
  if (typeof value === 'bigint' || Number.isInteger(value)) return value.toLocaleString('en-US');
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(2);
}

/** A count with its noun: `1 run`, `3 runs`. @param {number} count @param {string} noun */
export const formatCount = (count, noun) => `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

/** The units of a duration from a minute on, each with the next smaller one. */
const pairs = /** @type {const} */ ([
  { unit: 'd', seconds: 86_400, smaller: 'h', smallerSeconds: 3600 },
  { unit: 'h', seconds: 3600, smaller: 'min', smallerSeconds: 60 },
  { unit: 'min', seconds: 60, smaller: 's', smallerSeconds: 1 },
]);

/** `7 s`, `1 min 20 s`, `2 h 5 min`, `3 d 4 h`. @param {number} seconds */
export function formatDuration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const pair = pairs.find((each) => whole >= each.seconds);
  if (!pair) return `${whole} s`;
  const rest = Math.floor((whole % pair.seconds) / pair.smallerSeconds);
  return `${Math.floor(whole / pair.seconds)} ${pair.unit}${rest ? ` ${rest} ${pair.smaller}` : ''}`;
}

/** A measured duration; below a minute with three digits: `71.4 ms`, `3.21 s`, `1 min 20 s`. @param {number} seconds */
export function formatMeasuredDuration(seconds) {
  const rounded = Number(seconds.toPrecision(3));
  if (rounded >= 60) return formatDuration(seconds);
  return rounded < 1 ? `${Number((rounded * 1000).toPrecision(3))} ms` : `${rounded} s`;
}
