// What the patterns of the schemas require of a text, in words, and the likely intention of a text that does not fit.
import { listNames } from './show-value.js';

interface TextRule {
  /** The rule, as the end of "must be …". */
  readonly words: string;
  /** A similar text that the pattern allows; undefined if none can be computed. */
  readonly nearest: (text: string) => string | undefined;
}

const name: TextRule = {
  words: 'lower-case letters, digits and dashes, at most 40 characters, starting with a letter',
  nearest: (text) => nearestText(text.toLowerCase(), /[^a-z0-9]+/g, '-'),
};

const parameterName: TextRule = {
  words: 'letters, digits, dashes and underscores, at most 40 characters, starting with a letter',
  nearest: (text) => nearestText(text, /[^a-zA-Z0-9_-]+/g, '_'),
};

const folderName: TextRule = {
  words: 'the name of one folder, without a slash, not starting with a dot',
  nearest: (text) => text.replace(/\/+$/, '').split('/').at(-1)?.replace(/^\.+/, ''),
};

const hexDigits = (count: number): TextRule => ({
  words: `${count} hexadecimal digits in lower case`,
  nearest: (text) => text.replaceAll(/[^0-9a-fA-F]/g, '').toLowerCase(),
});

/** By pattern, as the schemas write it. A test finds patterns without a rule. */
export const textRules: Readonly<Record<string, TextRule>> = {
  '^[a-z][a-z0-9-]{0,39}$': name,
  '^[a-zA-Z][a-zA-Z0-9_-]{0,39}$': parameterName,
  '^[^./][^/]*$': folderName,
  '^[0-9a-f]{64}$': hexDigits(64),
  '^[0-9a-f]{32}$': hexDigits(32),
  '^[1-9][0-9]{0,6}(ms|s|m|h)$': time(['ms', 's', 'm', 'h']),
  '^[1-9][0-9]{0,6}(s|m|h|d)$': time(['s', 'm', 'h', 'd']),
};

/** What a pattern allows, in words. */
export function ruleOf(pattern: string): string {
  const rule = textRules[pattern];
  if (rule === undefined) throw new Error(`schemas/text-rules.ts says nothing about ${pattern}`);
  return rule.words;
}

/** Advice about a text that does not fit: what to write instead, if that can be computed. */
export function adviseText(text: string, pattern: string): { readonly suggestion?: string } {
  const near = nearestLegalText(text, pattern);
  return near === undefined ? {} : { suggestion: `Write ${near}.` };
}

/** A similar text that the pattern allows. */
export function nearestLegalText(text: string, pattern: string): string | undefined {
  const near = textRules[pattern]?.nearest(text);
  return near !== undefined && new RegExp(pattern).test(near) ? near : undefined;
}

/** Letters without accents, a separator for everything illegal, and a letter in front. */
function nearestText(text: string, illegal: RegExp, separator: string): string | undefined {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(illegal, separator);
  const trimmed = plain.replaceAll(/^[-_]+|[-_]+$/g, '');
  if (trimmed === '') return undefined;
  const cut = (/^\d/.test(trimmed) ? `a${separator}${trimmed}` : trimmed).slice(0, 40);
  return cut.replace(/[-_]+$/, '');
}

const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof milliseconds;

/** How people write units, by their first letters. */
const spellings: readonly (readonly [RegExp, number])[] = [
  [/^(ms|msecs?|millis|milliseconds?)$/i, milliseconds.ms],
  [/^(s|secs?|seconds?)$/i, milliseconds.s],
  [/^(m|mins?|minutes?)$/i, milliseconds.m],
  [/^(h|hrs?|hours?)$/i, milliseconds.h],
  [/^(d|days?)$/i, milliseconds.d],
  [/^(w|wks?|weeks?)$/i, 7 * milliseconds.d],
];

function time(units: readonly Unit[]): TextRule {
  return {
    words: `a whole number above 0 and a unit (${listNames(units)}), without a space between them`,
    nearest: (text) => nearestTime(millisecondsOf(text), units),
  };
}

/** `90 min`, `1.5h`, `1h 30m`, `PT1H30M`; null for anything else, and if the unit is missing. */
function millisecondsOf(text: string): number | null {
  const plain = /^p/i.test(text.trim()) ? text.trim().slice(1).replace(/t/i, '') : text.trim();
  const parts = [...plain.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+)\s*/giy)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== plain) return null;
  const lengths = parts.map(([, amount, unit]) => {
    const length = spellings.find(([spelling]) => spelling.test(unit!))?.[1];
    return Number(amount!.replace(',', '.')) * (length ?? NaN);
  });
  const sum = Math.round(lengths.reduce((total, one) => total + one, 0));
  return Number.isFinite(sum) && sum > 0 ? sum : null;
}

/** In the largest unit that gives a whole number; rounded up if there is none. */
function nearestTime(length: number | null, units: readonly Unit[]): string | undefined {
  if (length === null) return undefined;
  const whole = [...units].reverse().find((unit) => length % milliseconds[unit] === 0);
  const unit = whole ?? units[0]!;
  return `${Math.ceil(length / milliseconds[unit])}${unit}`;
}
