// The version of this program's arithmetic, for code that must not load models.
export { numericsVersion } from '../models/backend.js';
