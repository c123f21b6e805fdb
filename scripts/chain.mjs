// A chain: links tried in order until one holds, each failure's reason printed.

/**
 * A link gives a description of what it found, or the reason why it does not hold.
 * @typedef {{ name: string, attempt: () => Promise<{ found: string } | { reason: string }> }} Link
 */

/**
 * What a missing piece will cost, once, and the tools that it needs.
 * @typedef {{ what: string, seconds: number, bytes: number, tools: import('./tools.mjs').Tool[] }} Cost
 */

/**
 * @param {Link[]} links
 * @param {(text: string) => void} say
 * @param {(reasons: string[]) => Error} failure made when no link holds
 * @returns {Promise<string>} what was found
 */
export async function firstThatHolds(links, say, failure) {
  const reasons = [];
  for (const { name, attempt } of links) {
    const outcome = await attempt();
    if ('found' in outcome) {
      say(`${name}: ${outcome.found}`);
      return outcome.found;
    }
    say(`${name}: ${outcome.reason}`);
    reasons.push(`${name}: ${outcome.reason}`);
  }
  throw failure(reasons);
}

/**
 * A link whose errors are reasons: what it throws is printed and the next link is tried.
 * @param {string} name
 * @param {() => Promise<string>} provide
 * @returns {Link}
 */
export function tryingLink(name, provide) {
  const attempt = () =>
    provide().then(
      (found) => ({ found }),
      (/** @type {Error & { cure?: string }} */ error) => ({
        reason: error.cure ? `${error.message} (${error.cure})` : error.message,
      }),
    );
  return { name, attempt };
}
