// Classifier score: exp of the mean divergence of an image's class probabilities from the average ones. The Inception Score's formula.

/** Mean over `splits` equal parts of exp(mean KL(p(y|x) ‖ p(y))); probabilities are images × classes. A remainder is left out. */
export function classifierScore(probabilities: Float32Array, classes: number, splits: number): number {
  const perSplit = Math.floor(probabilities.length / classes / splits);
  if (perSplit < 1) throw new RangeError(`${splits} splits need at least as many images`);
  let sum = 0;
  for (let split = 0; split < splits; split++) {
    const from = split * perSplit * classes;
    sum += scoreOf(probabilities.subarray(from, from + perSplit * classes), classes, perSplit);
  }
  return sum / splits;
}

function scoreOf(probabilities: Float32Array, classes: number, images: number): number {
  const average = new Float64Array(classes);
  probabilities.forEach((p, i) => (average[i % classes]! += p / images));
  // 0 · log 0 is 0; where the average is 0, so is every p.
  const divergence = probabilities.reduce(
    (sum, p, i) => sum + (p > 0 ? p * Math.log(p / average[i % classes]!) : 0),
    0,
  );
  return Math.exp(divergence / images);
}
