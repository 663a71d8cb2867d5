// The counterpart of `winston/lib/winston/transports/http`.
{
  const { transports } = require('winston') as typeof import('winston');
  module.exports = transports.Http;
}
