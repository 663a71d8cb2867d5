import type { ShownDifference } from '../scenario.ts';

const FOLDER = 'winston/test/transports';

export const transports: readonly ShownDifference[] = [
  {
    id: 'file-tells-failures',
    stock: 'File says nothing where its file cannot be opened, and the lines are gone.',
    ours: 'It says so by `warn`, keeps the lines and writes them when it can.',
    why: 'Lines were lost without a word (complaint 19). An `error` that nobody hears would end the process.',
    shownBy: { file: `${FOLDER}/file-life.test.ts`, title: 'tells of a file that cannot be opened by warn' },
  },
  {
    id: 'file-goes-on-where-it-was',
    stock:
      'After a restart File counts from the beginning: full files are looked through one by one, old ones never deleted.',
    ours: 'It looks at what is there, goes on, and keeps `maxFiles`.',
    why: 'Disks filled up (complaint 20).',
    shownBy: { file: `${FOLDER}/file-rotation.test.ts`, title: 'go on where a restart finds them' },
  },
  {
    id: 'file-tailable-without-max-files',
    stock: 'With `tailable` and without `maxFiles` File writes nothing after the first file.',
    ours: 'It goes on.',
    why: 'Logging stopped without a word (complaint 14).',
    shownBy: { file: `${FOLDER}/file-rotation.test.ts`, title: 'follow on tailable without maxFiles too' },
  },
  {
    id: 'file-burst-while-rotating',
    stock: 'A burst while File goes over to the next file loses lines and leaves empty files.',
    ours: 'Every line is in one of the files.',
    why: 'Lines were lost (complaint 13).',
    shownBy: { file: `${FOLDER}/file-rotation.test.ts`, title: 'have every line of a burst, which Winston’s lose' },
  },
  {
    id: 'no-warning-of-listeners',
    stock: 'The eleventh logger on one File makes Node warn of a leak of listeners.',
    ours: 'File and Console belong to any number of loggers.',
    why: 'It is none (complaint 22).',
    shownBy: { file: `${FOLDER}/file-life.test.ts`, title: 'belongs to more than ten loggers without a warning' },
  },
  {
    id: 'logged-if-heard',
    stock: 'File, Console, Http and Stream keep each info until `logged` has been emitted, also where nobody listens.',
    ours: '`logged` is emitted where somebody listens when the line is taken.',
    why: 'It held 314 MB in a burst of 200,000 lines (complaint 8).',
    shownBy: { file: `${FOLDER}/console.test.ts`, title: 'tells of each line only if somebody listens' },
  },
  {
    id: 'http-any-success',
    stock: 'Http takes only 200 for success, and tries nothing again.',
    ours: 'Any answer of 2xx is a success; what fails is told by `warn` and tried again.',
    why: '204 was a failure, and lines were lost (complaint 34).',
    shownBy: { file: `${FOLDER}/http.test.ts`, title: 'takes any 2xx for a success' },
  },
  {
    id: 'http-bounded',
    stock: 'Http makes a request for every line (or batch), however many are under way, without end.',
    ours: 'A few requests at a time; what waits is bounded, and what is dropped is counted.',
    why: 'A server that did not answer took the memory of the application (complaint 9).',
    shownBy: {
      file: `${FOLDER}/http.test.ts`,
      title: 'keeps so many infos for a server that does not answer and no more',
    },
  },
];
