import { Writable } from 'node:stream';
import TransportStream from 'winston-transport';
import { withClockThroughout } from '../clock.ts';
import { render } from '../render.ts';
import type { Loose, Side } from '../sides.ts';
import { turns, Watch } from '../watch.ts';
import { bringCompany } from './company.ts';
import { type CallSketch, type FormatSketch, LEVELS, type Program, type TransportSketch } from './loggers.ts';
import { type Fields, make } from './values.ts';

/** What came of a program. */
export interface Outcome {
  /** For each transport the text that it was given, line by line, or what it wrote; and what listeners heard. */
  readonly transports: readonly (readonly string[])[];
  /** For each call what it answered or threw; undefined for calls of levels that no transport wants. */
  readonly answers: readonly string[];
  readonly console: readonly string[];
}

/** Runs a program on one side. */
export async function runProgram(program: Program, side: Side): Promise<Outcome> {
  const watch = new Watch();
  watch.takeConsole();
  try {
    const { logger, outputs } = makeLogger(program, side, watch);
    const answers: string[] = [];
    const { heard, leave } = bringCompany(program.company, logger);
    watch.after(leave);
    await withClockThroughout(async (tick) => {
      const loggers = [logger];
      for (const meta of program.children) loggers.push(loggers.at(-1).child(makeFields(meta)));
      for (const call of program.calls) {
        tick(call.after);
        if (call.turns) await turns(1);
        answers.push(answerOf(loggers[call.logger % loggers.length], call, watch));
      }
      await turns(12);
    });
    return { transports: [...outputs, heard], answers, console: watch.seen };
  } finally {
    watch.cleanUp();
  }
}

/** Whether any transport of a program takes lines of a level. */
export function isWanted(program: Program, level: string): boolean {
  const levels = LEVELS[program.levels];
  return program.transports.some((transport) => {
    const least = transport.level ?? program.level;
    return !transport.silent && (least === '' || (levels[least] ?? Number.NaN) >= (levels[level] ?? Number.NaN));
  });
}

function makeLogger(
  program: Program,
  { winston }: Side,
  watch: Watch,
): { readonly logger: Loose; readonly outputs: string[][] } {
  const outputs: string[][] = [];
  // A transport whose format cuts the list of further arguments cuts it for the others too, on Winston's side.
  const cuts = program.transports.some(({ formats }) => formats?.some(([name]) => name === 'splat'));
  const transports = program.transports.map((sketch) => {
    const output: string[] = [];
    outputs.push(output);
    return Object.assign(makeTransport(sketch, program, winston, output), cuts ? { readsOnly: true } : {});
  });
  const logger = winston.createLogger({
    levels: { ...LEVELS[program.levels] },
    level: program.level,
    formatFirst: program.formatFirst,
    format: program.formats && makeFormat(program.formats, winston),
    defaultMeta: program.defaultMeta && makeFields(program.defaultMeta),
    transports,
  });
  watch.name(logger, '<logger>');
  return { logger, outputs };
}

function makeTransport(sketch: TransportSketch, program: Program, winston: Loose, output: string[]): Loose {
  const format = sketch.formats && guarded(makeFormat(sketch.formats, winston), output);
  const options: Loose = { level: sketch.level, silent: sketch.silent, format };
  if (sketch.kind === 'stream') {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        output.push(chunk.toString('utf8'));
        done();
      },
    });
    return new winston.transports.Stream({ ...options, stream });
  }
  const isLater =
    sketch.kind === 'later' && !program.transports.some(({ formats }) => formats?.some(([name]) => name === 'splat'));
  return new TransportStream({
    ...options,
    log: (info: Loose, next: () => void) => {
      output.push(render(info));
      if (isLater) setImmediate(next);
      else next();
    },
  });
}

/** On Winston's side a format of a transport that throws keeps the line from the transports after it. */
function guarded(format: Loose, output: string[]): Loose {
  return {
    transform(info: Loose) {
      try {
        return format.transform(info, format.options);
      } catch (error) {
        output.push(`throws ${(error as Error).message}`);
        return false;
      }
    },
  };
}

function makeFormat(sketches: readonly FormatSketch[], winston: Loose): Loose {
  const formats = sketches.map(([name, options]) => {
    const own = OWN_FORMATS[name];
    if (own !== undefined) return winston.format(own)();
    if (name === 'printf')
      return winston.format.printf(
        (info: Loose) => `${String(info.level)} ${render(info.message)} ${render(info.timestamp)}`,
      );
    // Some formats write into their options.
    return winston.format[name](options === undefined ? undefined : structuredClone(options));
  });
  return formats.length === 1 ? formats[0] : winston.format.combine(...formats);
}

const OWN_FORMATS: Readonly<Record<string, (info: Loose) => Loose>> = {
  'own: drops': (info) => render(info.message).length % 3 !== 0 && info,
  'own: drops with undefined': (info) => (render(info.message).length % 3 === 0 ? undefined : info),
  'own: changes': (info) => {
    delete info.stack;
    info.message = render(info.message);
    info.added = [info.level];
    return info;
  },
  'own: replaces': (info) => Object.assign({}, info, { replaced: true }),
  'own: throws': (info) => {
    if (render(info.message).length % 4 === 0) throw new RangeError('thrown by a format');
    return info;
  },
  'own: nothing': (info) => info,
};

function makeFields(fields: Fields): Loose {
  return Object.fromEntries(fields.map(([key, value]) => [key, make(value)]));
}

function answerOf(logger: Loose, call: CallSketch, watch: Watch): string {
  try {
    return watch.text(answer(logger, call));
  } catch (error) {
    const { name, message } = error as Error;
    return `throws ${name}: ${message}`;
  }
}

// oxlint-disable-next-line typescript/consistent-return -- the forms are all there are
function answer(logger: Loose, { form, level, values, fields }: CallSketch): unknown {
  const made = values.map(make);
  switch (form) {
    case 'method':
      return logger[level] === undefined ? logger.log(level, ...made) : logger[level](...made);
    case 'detached': {
      const method = logger[level] ?? ((...all: unknown[]) => logger.log(level, ...all));
      return method(...made);
    }
    case 'log':
      return logger.log(level, made[0], ...made.slice(1));
    case 'log an info':
      return logger.log({ ...makeFields(fields), level });
    case 'write':
      // What a child's write answers is an intended difference.
      logger.write({ ...makeFields(fields), level });
      return undefined;
  }
}
