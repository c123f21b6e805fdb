// A golden file that cannot be checked at all.

export class MalformedFile extends Error {}

/** The text of a thrown value, in one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n')[0]!;
}
