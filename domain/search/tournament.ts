// Survival by tournaments: the best of a few drawn individuals survives. This is repeated, and each individual survives
// at most once.
import type { RandomStream } from '../stream.js';

/**
 * Indices of the survivors, ascending: `keep` of them, or all if there are fewer. An individual is its rank, 0 for the
 * best. Each tournament draws `size` distinct individuals uniformly from those that have not survived yet, or takes all
 * of them if they are fewer.
 */
export function tournamentSurvivors(present: number, keep: number, size: number, random: RandomStream): number[] {
  const left = Array.from({ length: present }, (_, rank) => rank);
  const survivors: number[] = [];
  while (survivors.length < keep && left.length > 0) {
    const drawn = random.shuffle(left).slice(0, size);
    const winner = Math.min(...drawn);
    survivors.push(winner);
    left.splice(left.indexOf(winner), 1);
  }
  return survivors.sort((a, b) => a - b);
}
