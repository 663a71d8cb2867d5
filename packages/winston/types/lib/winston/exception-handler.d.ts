import winston = require('../../index');

export = winston.ExceptionHandler;
