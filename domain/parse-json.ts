// JSON that may come from a stranger: what nests too deeply is refused, because later passes over it are recursive.

/** What this program writes has at most some 12 levels. */
const deepest = 100;

/** The value of a JSON text. Throws SyntaxError. */
export function parseJsonText(text: string): unknown {
  if (isNestedDeeper(text)) throw new SyntaxError(`JSON must have at most ${deepest} levels`);
  return JSON.parse(text);
}

const [quote, backslash] = ['"'.charCodeAt(0), '\\'.charCodeAt(0)];
const opening = [...'[{'].map((bracket) => bracket.charCodeAt(0));
const closing = [...']}'].map((bracket) => bracket.charCodeAt(0));

/** Whether there are brackets enough at all: mostly there are a few. */
function hasMore(text: string, ...brackets: readonly string[]): boolean {
  let found = 0;
  for (const bracket of brackets)
    for (let at = text.indexOf(bracket); at >= 0 && found <= deepest; at = text.indexOf(bracket, at + 1)) found++;
  return found > deepest;
}

/** Counts brackets outside of strings. A loop over codes: some files have megabytes. */
function isNestedDeeper(text: string): boolean {
  if (!hasMore(text, '{', '[')) return false;
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) isString = !isString;
    else if (isString && code === backslash) at++;
    else if (!isString && (code === opening[0] || code === opening[1]) && ++depth > deepest) return true;
    else if (!isString && (code === closing[0] || code === closing[1])) depth--;
  }
  return false;
}
