import winston = require('../../index');

export = winston.Logger;
