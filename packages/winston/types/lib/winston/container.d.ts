import winston = require('../../index');

export = winston.Container;
