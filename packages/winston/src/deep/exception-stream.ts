// `winston/lib/winston/exception-stream` is Winston's own.
module.exports = require('winston/lib/winston/exception-stream');
