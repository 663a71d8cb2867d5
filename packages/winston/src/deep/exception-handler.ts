// The counterpart of `winston/lib/winston/exception-handler`.
module.exports = (
  require('../exceptions/exception-handler.js') as typeof import('../exceptions/exception-handler.ts')
).ExceptionHandler;
