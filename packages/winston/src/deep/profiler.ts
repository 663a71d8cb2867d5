// `winston/lib/winston/profiler` is Winston's own.
module.exports = require('winston/lib/winston/profiler');
