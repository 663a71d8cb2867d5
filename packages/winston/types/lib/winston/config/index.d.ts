import config = require('winston/lib/winston/config');

export = config;
