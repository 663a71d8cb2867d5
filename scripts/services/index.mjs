export { catalog, urlVariable } from './src/catalog.mjs';
export { elasticsearch } from './src/elasticsearch.mjs';
export { freePort } from './src/ports.mjs';
export { Missing } from './src/missing.mjs';
export { obtain } from './src/obtain.mjs';
export { withService } from './src/suite.mjs';
