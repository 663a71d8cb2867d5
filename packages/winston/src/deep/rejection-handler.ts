// The counterpart of `winston/lib/winston/rejection-handler`.
module.exports = (
  require('../exceptions/rejection-handler.js') as typeof import('../exceptions/rejection-handler.ts')
).RejectionHandler;
