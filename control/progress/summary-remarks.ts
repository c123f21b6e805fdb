// Plain sentences about a finished run whose figures say nothing good about its winner.
import type { ComparedFigures, SummaryFigures } from './summary-figures.js';

/**
 * None if the winner is nearer to real images than noise and than itself before training. Lower distances are better.
 */
export function winnerRemarks({ noise, untrained, winner }: ComparedFigures): string[] {
  const advice = 'Train longer (finalTraining.duration), or try another seed.';
  const reached = distanceOf(winner);
  if (reached === null) {
    return [`the winner diverged in the final training: its images are meaningless. ${advice}`];
  }
  const others = [
    { name: 'noise', figures: noise },
    { name: 'the same network before training', figures: untrained },
  ];
  const better = others.filter(({ figures }) => (distanceOf(figures) ?? Infinity) <= reached).map(({ name }) => name);
  if (better.length === 0) return [];
  return [`the winner is no better than ${better.join(' and than ')}: its Fréchet distance is not lower. ${advice}`];
}

const distanceOf = ({ fid, frechetDistance }: SummaryFigures): number | null => fid ?? frechetDistance ?? null;
