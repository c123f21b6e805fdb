// The process that measures one cell for a latency table.
import { answerOnce } from '../measure-in-child.js';
import { measureCell } from './measure.js';

answerOnce(measureCell);
