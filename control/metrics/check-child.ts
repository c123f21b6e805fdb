// The process that examines the file of a network.
import { answerOnce } from '../../planning/measure-in-child.js';
import { checkNetwork } from '../../trainer/networks/check-network.js';

answerOnce(checkNetwork);
