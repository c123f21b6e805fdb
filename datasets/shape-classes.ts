// The ten classes of generated images, each as a signed distance to its outline: negative inside, in pixels.

/**
 * Distance of the point (x, y) from the outline; `radius`: half the size of the shape, or half the period of the
 * texture.
 */
export type Outline = (x: number, y: number, radius: number) => number;

const circle: Outline = (x, y, radius) => Math.hypot(x, y) - radius;
const square: Outline = (x, y, radius) => Math.max(Math.abs(x), Math.abs(y)) - radius * 0.9;
const ring: Outline = (x, y, radius) => Math.abs(Math.hypot(x, y) - radius * 0.78) - radius * 0.22;

const triangle: Outline = (x, y, radius) => {
  const side = Math.abs(x) * Math.sqrt(0.75) - y * 0.5;
  return Math.max(side, y) - radius * 0.58;
};

const bar = (x: number, y: number, length: number, width: number): number =>
  Math.max(Math.abs(x) - length, Math.abs(y) - width);
const cross: Outline = (x, y, radius) => Math.min(bar(x, y, radius, radius * 0.28), bar(y, x, radius, radius * 0.28));

/** Five points: folded into the tenth of a turn between a tip and the next notch, whose edge is one line. */
const star: Outline = (x, y, radius) => {
  const tenth = Math.PI / 5;
  const turn = Math.atan2(y, x) / tenth;
  const angle = Math.abs(turn - 2 * Math.round(turn / 2)) * tenth;
  const distance = Math.hypot(x, y);
  const [tip, notch] = [radius * 1.15, radius * 0.46];
  const [edgeX, edgeY] = [notch * Math.cos(tenth) - tip, notch * Math.sin(tenth)];
  const [fromTipX, fromTipY] = [distance * Math.cos(angle) - tip, distance * Math.sin(angle)];
  return (edgeY * fromTipX - edgeX * fromTipY) / Math.hypot(edgeX, edgeY);
};

/** Bands as wide as the gaps between them: distance to the nearest edge along one axis. */
const bands = (position: number, halfPeriod: number): number => {
  const inPeriod = position - 2 * halfPeriod * Math.floor(position / (2 * halfPeriod));
  return Math.abs(inPeriod - halfPeriod) - halfPeriod / 2;
};
const stripes: Outline = (x, _y, radius) => bands(x, radius);
const ripples: Outline = (x, y, radius) => bands(Math.hypot(x, y), radius);
const checkerboard: Outline = (x, y, radius) => {
  const [across, along] = [bands(x, radius * 1.6), bands(y, radius * 1.6)];
  return Math.max(Math.min(across, along), -Math.max(across, along));
};
const dots: Outline = (x, y, radius) => {
  const fold = (position: number): number => position - 2 * radius * Math.round(position / (2 * radius));
  return Math.hypot(fold(x), fold(y)) - radius * 0.6;
};

/** Names in the order of their labels (sorted), and how each is drawn. Sizes are shares of the image's size. */
export const shapeClasses: readonly { readonly name: string; readonly outline: Outline; readonly texture: boolean }[] =
  [
    { name: 'checkerboard', outline: checkerboard, texture: true },
    { name: 'circle', outline: circle, texture: false },
    { name: 'cross', outline: cross, texture: false },
    { name: 'dots', outline: dots, texture: true },
    { name: 'ring', outline: ring, texture: false },
    { name: 'ripples', outline: ripples, texture: true },
    { name: 'square', outline: square, texture: false },
    { name: 'star', outline: star, texture: false },
    { name: 'stripes', outline: stripes, texture: true },
    { name: 'triangle', outline: triangle, texture: false },
  ];
