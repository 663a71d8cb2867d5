// The counterpart of `winston/lib/winston/transports/http`.
module.exports = (require('winston') as typeof import('winston')).transports.Http;
