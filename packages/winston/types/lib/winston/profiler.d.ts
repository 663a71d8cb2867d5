import winston = require('../../index');

export = winston.Profiler;
