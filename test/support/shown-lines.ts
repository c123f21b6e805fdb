// What a line that a page shows stands for: the same words, with what circumstances decide in any of its forms.

const figure = String.raw`(?:(?<!\w)-)?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?(?:\s(?:(?:ms|s|min|h|d|[kMGT]?B)\b|%))?`;
const figures = String.raw`${figure}(?:\s+${figure}(?!\w))*`;
const outcome = '(?:failed|interrupted|lost)';
const nouns = ['attempt', 'state', 'step'];

interface Form {
  /** Finds it in a shown line, and says what a real line may have there. */
  readonly form: string;
  /** Circumstances decide whether it is told at all. */
  readonly mayBeAbsent?: true;
}

/** The first that fits counts. */
const forms: readonly Form[] = [
  { form: String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z` },
  // How many attempts fail depends on the moment of a kill.
  { form: String.raw`\d+ attempts? ${outcome}(?:, \d+ attempts? ${outcome})*` },
  { form: String.raw`(?:\s{2,}(?:CPU|failed|interrupted|lost|device without result|waited)(?=\s{2}|$))+`, mayBeAbsent: true }, // prettier-ignore
  // A trainer that was killed early had told nothing of these.
  { form: String.raw`, iterations [\d?]+ to [\d?]+`, mayBeAbsent: true },
  { form: String.raw`, (?:CPU|memory) ${figures}(?:, attempt \d+)?`, mayBeAbsent: true },
  { form: String.raw`(?<=\bby )\S+ on [^\s:,]+` },
  { form: String.raw`(?<=\bon )\S+ slot \d+ \w+` },
  // Where an execution goes on depends on the moment of the pause.
  { form: String.raw`(?<=, from )[a-z]+(?:/gen-\d+(?=,)|(?=,))` },
  // What a run was started with is the choice of whoever asks.
  { form: String.raw`--set \S+(?: --set \S+)*` },
  // A folder without git does not know its commit.
  { form: String.raw` \([0-9a-f]{12}\)`, mayBeAbsent: true },
  { form: String.raw`(?:linux|darwin|win32) \S+ (?:x64|arm64)` },
  { form: String.raw`\b[0-9a-f]{8,64}\b` },
  ...nouns.map((noun) => ({ form: String.raw`\d[\d,]* ${noun}s?\b` })),
  // Cells of a row, some of which may be empty.
  { form: figures },
];

const anyForm = new RegExp(forms.map(({ form }, index) => `(?<f${index}>${form})`).join('|'), 'g');

/** `…` stands for anything. A real line may have more before and after. */
export function patternOf(line: string): RegExp {
  let pattern = '';
  let end = 0;
  for (const found of line.matchAll(anyForm)) {
    pattern += literal(line.slice(end, found.index)) + formOf(found.groups!);
    end = found.index + found[0].length;
  }
  return new RegExp(pattern + literal(line.slice(end)));
}

function formOf(groups: Readonly<Record<string, string | undefined>>): string {
  const { form, mayBeAbsent } = forms.find((_, index) => groups[`f${index}`] !== undefined)!;
  return mayBeAbsent ? `(?:${form})?` : `(?:${form})`;
}

/** Columns are as wide as their widest cell. */
const literal = (text: string): string =>
  text
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\s+/g, String.raw`\s+`)
    .replaceAll('…', '.*');
