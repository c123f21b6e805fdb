// The one place that imports TensorFlow.js; everything else of models/ and metrics/ takes it from here.
import * as tf from '@tensorflow/tfjs-node-gpu';

export { tf };
