// Text in the language of Graphviz. Names come from files of the run, which a stranger may have written.
import { printableText } from './text.js';

const escaped = (line: string): string => printableText(line).replaceAll('\\', '\\\\').replaceAll('"', '\\"');

/** A name. */
export const dotName = (name: string): string => `"${escaped(name)}"`;

/** A label of several lines; empty ones are left out. */
export const dotText = (lines: readonly string[]): string => `"${lines.filter(Boolean).map(escaped).join('\\n')}"`;
