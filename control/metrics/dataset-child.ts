// The process that computes figures of a data set with the file of a network.
import { answerOnce } from '../../planning/measure-in-child.js';
import { checkDataset } from '../../trainer/networks/check-dataset.js';

answerOnce(checkDataset);
