// A script for CommonJS: as an ES module it would say so in `__esModule`, which Winston does not, and then a default
// import of it would be another thing.
{
  // In this text Node finds the names that ES modules can import, the same as with Winston; nothing else comes of it.
  exports.version = exports.transports = exports.config = exports.addColors = exports.format = undefined;
  exports.createLogger = exports.Logger = exports.Container = exports.loggers = exports.Transport = undefined;
  exports.ExceptionHandler = exports.RejectionHandler = exports.exceptions = exports.rejections = undefined;

  const { makeApi } = require('./api.js') as typeof import('./api.ts');
  const transports = require('./deep/transports/index.js') as object;
  module.exports = makeApi(transports);
}
