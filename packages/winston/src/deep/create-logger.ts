// The counterpart of `winston/lib/winston/create-logger`.
module.exports = (require('../logger/create-logger.js') as typeof import('../logger/create-logger.ts')).createLogger;
