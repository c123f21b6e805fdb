// The version of this program's own arithmetic, for those that must not load models.
export { numericsVersion } from '../models/backend.js';
