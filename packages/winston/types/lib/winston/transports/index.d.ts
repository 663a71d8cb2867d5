import transports = require('winston/lib/winston/transports');

export = transports;
