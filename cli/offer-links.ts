// Another link for each Enter: a link admits one browser only.
import { createInterface } from 'node:readline';
import type { Context } from './command.js';

/** On a terminal only. Returns what ends it. */
export function offerLinks({ output }: Context, newLink: () => string): () => void {
  if (!process.stdin.isTTY || !output.redraws) return () => undefined;
  output.note('Press Enter for another link.');
  // It must not take Ctrl-C for itself.
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on('line', () => output.note(newLink()));
  return () => lines.close();
}
