// A chain: tries links in order until one works, and prints why each of the others failed.

/**
 * A link returns a description of what it found, or the reason why it failed.
 * @typedef {{ name: string, attempt: () => Promise<{ found: string } | { reason: string }> }} Link
 */

/**
 * What a missing piece costs, once, and the tools that it needs.
 * @typedef {{ what: string, seconds: number, bytes: number, tools: import('./tools.mjs').Tool[] }} Cost
 */

/**
 * @param {Link[]} links
 * @param {(text: string) => void} say
 * @param {(reasons: string[]) => Error} failure called if every link fails
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
 * A link that reports its errors as reasons: the error is printed and the next link is tried.
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
