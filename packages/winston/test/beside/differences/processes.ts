import { runProgram } from '../processes/run-program.ts';
import type { SeenDifference } from '../scenario.ts';

export const processes: readonly SeenDifference[] = [
  {
    id: 'lines-at-exit',
    stock: '`process.exit()` leaves behind what File has not written: after a burst, all of it.',
    ours: 'The file has every line.',
    why: 'Lines were lost at every exit (complaint 4).',
    async run(_winston, watch, side) {
      const { code, lines } = await runProgram('a few lines, then process.exit(0)', side);
      watch.note('exit code', code, 'lines', lines.length);
    },
    seenOnStock: ['exit code: 0 "lines" 0'],
    seenOnOurs: ['exit code: 0 "lines" 100'],
  },
  {
    id: 'exit-when-taken',
    stock:
      'After an uncaught error the process ends three seconds later, whatever the transports do: Console never says finish.',
    ours: 'It ends as soon as every transport has all its lines, and after three seconds at the latest.',
    why: 'Three seconds more of a process that is broken are of no use; lines of transports that take their time are kept.',
    async run(_winston, watch, side) {
      const { code } = await runProgram(
        'an uncaught exception that the console takes, where three seconds never pass',
        side,
      );
      watch.note('exit code', code);
    },
    seenOnStock: ['exit code: 0'],
    seenOnOurs: ['exit code: 1'],
  },
  {
    id: 'end-of-a-file-with-long-lines',
    stock: '`end()` with lines that wait for File ends the process by an error event, "write after end".',
    ours: 'All lines are in the file at finish.',
    why: 'The last lines were lost, and the process with them (complaints 1, 3).',
    async run(_winston, watch, side) {
      const { code, lines } = await runProgram('lines of 2 KB, then end()', side);
      watch.note('exit code', code, 'all lines', lines.length === 2_000);
    },
    seenOnStock: ['exit code: 1 "all lines" false'],
    seenOnOurs: ['exit code: 0 "all lines" true'],
  },
  {
    id: 'throw-at-a-line-that-waited',
    stock:
      'Where a transport throws at a line that waited for it, the error is uncaught: nobody called who could catch it.',
    ours: 'It is told by `warn`, and the transport goes on.',
    why: 'One bad transport must not end the process.',
    async run(_winston, watch, side) {
      const { code, stdout } = await runProgram('a transport that throws at a line that waited', side);
      watch.note('exit code', code, stdout);
    },
    seenOnStock: ['exit code: 1 ""'],
    seenOnOurs: ['exit code: 0 "warned: thrown at a line that waited\\n"'],
  },
  {
    id: 'handle-rejections',
    stock:
      '`winston.handleRejections()` and `winston.unhandleRejections()` throw a TypeError: the default logger has no such methods.',
    ours: 'They do for rejections what `handleExceptions` and `unhandleExceptions` do for exceptions.',
    why: 'They are documented, and in the types (complaint 37).',
    isWhole: true,
    run(winston, watch) {
      const count = () => process.listenerCount('unhandledRejection');
      const before = count();
      watch.call('handleRejections', () => winston.handleRejections(watch.transport('out')));
      watch.note('listeners', count() - before);
      watch.call('unhandleRejections', () => winston.unhandleRejections());
      watch.note('listeners', count() - before);
    },
    seenOnStock: [
      'handleRejections throws: TypeError("defaultLogger[method] is not a function")',
      'listeners: 0',
      'unhandleRejections throws: TypeError("defaultLogger[method] is not a function")',
      'listeners: 0',
    ],
    seenOnOurs: ['handleRejections: undefined', 'listeners: 1', 'unhandleRejections: undefined', 'listeners: 0'],
  },
];
