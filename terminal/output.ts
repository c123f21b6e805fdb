// Where output goes: results on stdout, progress on stderr; as text for people, with --json as one object a line. All
// text is printable: nothing in a name or a message of others can move, hide or recolour text.
import { printableJson } from '../scripts/printable.mjs';
import { createColors, terminalText, type Colors } from './colours.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the program needs of a stream; `process.stdout` is one. */
export interface Sink {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Output {
  readonly json: boolean;
  /** Colours for stdout and for stderr: each plain if its stream should stay plain. */
  readonly colors: Colors;
  readonly progressColors: Colors;
  /**
   * True if lines on stderr may be redrawn (a terminal, not `TERM=dumb`, not CI, not --json); otherwise only plain
   * lines.
   */
  readonly redraws: boolean;
  /** Columns of the terminal on stderr; 80 if unknown. */
  readonly columns: number;
  /**
   * A result on stdout: `text` for people, or with --json the object with its `schemaVersion`; several calls make
   * NDJSON. Commands in texts are named as they can be typed here. A text for a program (`isVerbatim`) stays as it is.
   */
  result(data: object, text: () => string, options?: { readonly isVerbatim: boolean }): void;
  /** A file on stdout, for a program: its bytes as they are. */
  file(bytes: Uint8Array): void;
  /** A line of progress or advice on stderr. */
  note(text: string): void;
}

/** The output of one command over two streams. `named`: puts into a text how this program is called here. */
export function createOutput(
  stdout: Sink,
  stderr: Sink,
  environment: Environment,
  json: boolean,
  named: (text: string) => string = (text) => text,
): Output {
  const interactive = Boolean(stderr.isTTY) && environment.TERM !== 'dumb' && !isSet(environment.CI);
  return {
    json,
    colors: createColors(!json && wantsColors(stdout, environment)),
    progressColors: createColors(wantsColors(stderr, environment)),
    redraws: interactive && !json,
    columns: stderr.columns ?? 80,
    result: (data, text, { isVerbatim = false } = { isVerbatim: false }) => {
      const asText = (): string => lines(isVerbatim ? text() : terminalText(named(text())));
      stdout.write(json ? `${printableJson({ schemaVersion: 1, ...data })}\n` : asText());
    },
    file: (bytes) => void stdout.write(bytes),
    note: (text) => void stderr.write(lines(terminalText(named(text)))),
  };
}

/** NO_COLOR wins over FORCE_COLOR (no-color.org); both win over what the stream is. */
export function wantsColors(sink: Sink, environment: Environment): boolean {
  if (isSet(environment.NO_COLOR)) return false;
  if (environment.FORCE_COLOR !== undefined) return !['0', 'false'].includes(environment.FORCE_COLOR);
  return Boolean(sink.isTTY) && environment.TERM !== 'dumb';
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';
const lines = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
