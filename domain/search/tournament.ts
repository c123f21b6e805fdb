// Survival by tournaments: the best of a few drawn individuals survives. This is repeated, and each individual survives
// at most once.
import type { RandomStream } from '../stream.js';

/** One tournament: who was drawn, and who survived, by rank. */
export interface TournamentRound {
  readonly drawn: readonly number[];
  readonly winner: number;
}

/**
 * The tournaments in their order: `keep` of them, or as many as there are individuals. An individual is its rank, 0 for
 * the best. Each tournament draws `size` distinct individuals uniformly from those that have not survived yet, or takes
 * all of them if they are fewer.
 */
export function tournamentRounds(present: number, keep: number, size: number, random: RandomStream): TournamentRound[] {
  const left = Array.from({ length: present }, (_, rank) => rank);
  const rounds: TournamentRound[] = [];
  while (rounds.length < keep && left.length > 0) {
    const drawn = random.shuffle(left).slice(0, size);
    const winner = Math.min(...drawn);
    rounds.push({ drawn, winner });
    left.splice(left.indexOf(winner), 1);
  }
  return rounds;
}

/** The winners, ascending. */
export function tournamentSurvivors(present: number, keep: number, size: number, random: RandomStream): number[] {
  const winners = tournamentRounds(present, keep, size, random).map(({ winner }) => winner);
  return winners.sort((a, b) => a - b);
}
