'use strict';

// Programs that log, and then end in one way or another; run by `run-program.ts` with Winston and with ours.
const { writeSync } = require('node:fs');
const path = require('node:path');

const [, , library, transportLibrary, name, folder] = process.argv;
const winston = require(library);
const Transport = require(transportLibrary);
const { File, Console } = winston.transports;

const filename = path.join(folder, 'app.log');
const text = winston.format.printf(({ message }) => message.split('\n')[0]);

const toFile = (...others) => winston.createLogger({ format: text, transports: [...others, new File({ filename })] });

function burst(logger, count, line = (at) => `line ${at}`) {
  for (let at = 0; at < count; at += 1) logger.info(line(at));
}

class Hanging extends Transport {
  log() {
    // Never calls back.
  }
}

class Throwing extends Transport {
  log() {
    throw new Error('this transport throws');
  }
}

class Refusing extends Transport {
  log(_info, callback) {
    setImmediate(() => callback(new Error('this transport refuses')));
  }
}

const programs = {
  'a few lines, then process.exit(0)'() {
    burst(toFile(), 100);
    process.exit(0);
  },
  'an uncaught exception that the console takes, where three seconds never pass'() {
    const plain = globalThis.setTimeout;
    globalThis.setTimeout = (call, millis, ...others) => {
      const timer = plain(call, millis, ...others);
      return millis === 3_000 ? timer.unref() : timer;
    };
    winston.createLogger({ format: text, transports: [new Console({ handleExceptions: true })] });
    setImmediate(() => {
      throw new Error('uncaught');
    });
  },
  'burst, then process.exit(0)'() {
    burst(toFile(), 20_000);
    process.exit(0);
  },
  'burst of children and of two files, then process.exit(3)'() {
    const logger = toFile(new File({ filename: path.join(folder, 'other.log') }));
    burst(logger.child({ request: 1 }), 5_000);
    process.exit(3);
  },
  'burst, then the end of the program'() {
    burst(toFile(), 5_000);
  },
  'lines of 2 KB, then end()'() {
    const logger = toFile();
    burst(logger, 2_000, (at) => `line ${at} ${'x'.repeat(2_000)}`);
    logger.on('finish', () => writeSync(1, `finished with ${countLines()} lines in the file\n`));
    logger.end();
  },
  'burst, then SIGTERM'() {
    burst(toFile(), 20_000);
    setInterval(() => undefined, 1_000);
    process.kill(process.pid, 'SIGTERM');
  },
  'burst, then SIGTERM for which the application listens'() {
    process.on('SIGTERM', () => process.exit(5));
    burst(toFile(), 20_000);
    setInterval(() => undefined, 1_000);
    process.kill(process.pid, 'SIGTERM');
  },
  'burst, then an uncaught exception'() {
    burst(toFile(), 5_000);
    throw new Error('uncaught');
  },
  'burst, then an uncaught exception that the file takes'() {
    const logger = winston.createLogger({
      format: text,
      transports: [new File({ filename, handleExceptions: true })],
    });
    burst(logger, 5_000);
    setImmediate(() => {
      throw new Error('uncaught');
    });
  },
  'burst, then a rejection that nobody handles'() {
    burst(toFile(), 5_000);
    void Promise.reject(new Error('unhandled'));
  },
  'an uncaught exception that exitOnError lets pass'() {
    const logger = winston.createLogger({
      exitOnError: false,
      format: text,
      transports: [new File({ filename, handleExceptions: true })],
    });
    setImmediate(() => {
      setImmediate(() => {
        burst(logger, 10);
        process.exitCode = 4;
      });
      throw new Error('uncaught');
    });
  },
  'a transport that hangs'() {
    const logger = toFile(new Hanging());
    burst(logger, 5_000);
    logger.end();
  },
  'a transport that throws'() {
    const logger = toFile(new Throwing());
    let thrown = 0;
    for (let at = 0; at < 1_000; at += 1) {
      try {
        logger.info(`line ${at}`);
      } catch {
        thrown += 1;
      }
    }
    writeSync(1, `thrown at the caller: ${thrown > 0}\n`);
  },
  'a transport that throws at a line that waited'() {
    class Late extends Transport {
      log(info, callback) {
        if (info.message === 'line 1') throw new Error('thrown at a line that waited');
        setImmediate(() => callback());
      }
    }
    const logger = toFile(new Late());
    logger.on('warn', (error) => writeSync(1, `warned: ${error.message}\n`));
    burst(logger, 3);
  },
  'a transport that refuses, with somebody who listens'() {
    const logger = toFile(new Refusing());
    logger.on('error', () => undefined);
    burst(logger, 5_000);
  },
  'a transport that refuses, with nobody who listens'() {
    burst(toFile(new Refusing()), 5_000);
  },
  'the console, then the end of the program'() {
    const logger = winston.createLogger({ transports: [new Console(), new Console({ stderrLevels: ['error'] })] });
    burst(logger, 2_000);
    logger.error('one of the other kind');
    process.exitCode = 6;
  },
};

function countLines() {
  return require('node:fs').readFileSync(filename, 'utf8').split('\n').length - 1;
}

programs[name]();
