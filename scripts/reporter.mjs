// Prints what the set-up does, one line at a time, with the seconds since it began. Long steps report their progress.
import { performance } from 'node:perf_hooks';
import { formatDuration } from './format.mjs';
import { printable } from './printable.mjs';

/** @typedef {(text: string) => void} Say */
/** @typedef {{ say: (topic: string, text: string) => void, plain: Say, elapsedSeconds: () => number }} Reporter */

/**
 * @param {(line: string) => void} write
 * @returns {Reporter}
 */
export function createReporter(write = (line) => process.stderr.write(`${printable(line)}\n`)) {
  const began = performance.now();
  const elapsedSeconds = () => (performance.now() - began) / 1000;
  return {
    elapsedSeconds,
    plain: write,
    say: (topic, text) => write(`${elapsedSeconds().toFixed(1).padStart(7)} s  ${topic.padEnd(10)}  ${text}`),
  };
}

/**
 * Waits for something long and says every 20 seconds that it continues, with `progress` if there is a measure.
 * @template T
 * @param {Say} say
 * @param {string} what
 * @param {Promise<T>} work
 * @param {() => Promise<string>} progress
 * @returns {Promise<T>}
 */
export async function whileSaying(say, what, work, progress = async () => '') {
  const began = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - began) / 1000;
    progress().then(
      (text) => say(`${what} … ${formatDuration(seconds)}${text && `, ${text}`}`),
      () => {},
    );
  }, 20_000);
  return work.finally(() => clearInterval(timer));
}
