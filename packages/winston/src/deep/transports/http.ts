// The counterpart of `winston/lib/winston/transports/http`.
{
  const { Http } = require('../../transports/http.js') as typeof import('../../transports/http.ts');
  module.exports = Http;
}
