// `winston/lib/winston/rejection-stream` is Winston's own.
module.exports = require('winston/lib/winston/rejection-stream');
