// The counterpart of `winston/lib/winston/logger`.
module.exports = (require('../logger/logger.js') as typeof import('../logger/logger.ts')).Logger;
