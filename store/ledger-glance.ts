// What a glance at the text of a line shows, without parsing it: most lines of a long ledger are not asked for.
import type { LedgerKind } from '../domain/ledger/kinds.js';
import { lineOf, type Glance, type LedgerLine } from '../domain/ledger/lines.js';
import { parsed } from './ledger-line.js';

/**
 * The line, if somebody wants it; null: nobody does. The text is canonical JSON of a line that was checked before.
 */
export function wantedLine(text: string, isWanted: (line: Glance) => boolean): LedgerLine | null {
  const seen = glanceAt(text);
  if (seen && !isWanted(seen)) return null;
  const line = lineOf(parsed(text)!);
  return seen || isWanted(line) ? line : null;
}

/** null: only parsing tells. Lines of version 1 have no kind, and a field of an object in a line is not the line's. */
function glanceAt(text: string): Glance | null {
  const [kind, at, place] = [field(text, 'kind'), field(text, 'at'), field(text, 'place')];
  if (kind === undefined || at === undefined || text.indexOf('{', 1) > 0) return null;
  return { kind: kind as LedgerKind, at, ...(place === undefined ? {} : { place }) };
}

/** A quote inside of a text is escaped, so what is found is a field. */
function field(text: string, name: string): string | undefined {
  const key = `"${name}":"`;
  const at = text.indexOf(key);
  return at < 0 ? undefined : text.slice(at + key.length, text.indexOf('"', at + key.length));
}
