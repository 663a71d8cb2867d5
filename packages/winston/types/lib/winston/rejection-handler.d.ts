import winston = require('../../index');

export = winston.RejectionHandler;
