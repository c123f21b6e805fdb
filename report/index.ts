// Pages and pictures for people.
export { sampleGrid, type GridLayout } from './sample-grid.js';
export { terminalColours, terminalRow, type RowLayout, type TerminalColours } from './terminal-row.js';
