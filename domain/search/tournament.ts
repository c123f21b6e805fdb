// Survival by tournaments: the best of a few who were drawn survives, again and again, each individual at most once.
import type { RandomStream } from '../stream.js';

/**
 * Indices of the survivors, ascending: `keep` of them, or all where there are fewer. Individuals are known by their
 * rank, 0 the best. In each tournament `size` distinct ones of those who have not survived yet (all of them, where they
 * are fewer) are drawn uniformly.
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
