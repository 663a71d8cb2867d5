import { checkOptions, type LogRecord, TailraceError } from '@tailrace/core/runtime';
import { CurrentLink } from './current-link.ts';
import { FILE_SET_RULES, type FileSetOptions, KEEP_RULES } from './file-options.ts';
import type { FileSystem } from './file-system.ts';
import type { LogFileSettings } from './log-file.ts';
import { PathTemplate } from './path-template.ts';
import { canCompress } from './rotation/compress.ts';
import { DatedNaming } from './rotation/dated-naming.ts';
import type { FileNaming } from './rotation/file-naming.ts';
import type { Household } from './rotation/housekeeper.ts';
import type { Calendar } from './rotation/period.ts';
import { IncrementingNaming, ShiftingNaming } from './rotation/winston-naming.ts';
import type { WinstonNaming } from './winston-options.ts';

/** What all files of a sink have in common. */
export interface FileSetBase extends Pick<LogFileSettings, 'mkdir' | 'mode' | 'directoryMode' | 'flags' | 'begun'> {
  readonly owner: string;
  readonly fs: FileSystem;
  readonly calendar: Calendar;
}

/** The files that one path, or one template of paths, stands for. */
export class FileSet {
  readonly settings: LogFileSettings;
  readonly naming: FileNaming;
  readonly household: Household;
  readonly link: CurrentLink | undefined;
  readonly #template: PathTemplate;
  readonly #calendar: Calendar;

  /** @throws TailraceError Where an option is wrong. */
  constructor(options: FileSetOptions, base: FileSetBase, winston?: WinstonNaming) {
    const { owner, fs, calendar } = base;
    checkOptions(`${owner} keep`, options.keep ?? {}, KEEP_RULES);
    const template = new PathTemplate(owner, options.filename, winston !== undefined);
    const compress = options.compress === false ? undefined : options.compress;
    if (compress !== undefined && !canCompress(compress)) {
      throw new TailraceError('TAILRACE_BAD_OPTION', `${owner}: this Node has no zstd; 22.15 and later do.`);
    }
    if (options.currentLink !== undefined && [...template.fields].some((field) => !isTime(field))) {
      const words = `${owner}: 'currentLink' leads to one file, but the path has braces other than date and hour.`;
      throw new TailraceError('TAILRACE_BAD_OPTION', words);
    }
    this.#template = template;
    this.#calendar = calendar;
    const rotate = rotates(template, options.rotate) ? options.rotate : undefined;
    const { overshoots = false, eager = false } = winston ?? {};
    this.settings = { ...base, maxBytes: options.maxBytes, rotate, overshoots, eager };
    this.naming = namingOf(template, base, winston, options.keep?.files);
    const { root, segments } = template;
    this.household = {
      root,
      depth: segments.length - 1,
      naming: this.naming,
      keep: options.keep ?? {},
      compress,
      rotate,
    };
    this.link = options.currentLink === undefined ? undefined : new CurrentLink(options.currentLink, fs);
  }

  get varies(): boolean {
    return this.#template.varies;
  }

  /** Whether anything is to be done when an hour or a day ends. */
  get keepsTime(): boolean {
    const { keep, compress } = this.household;
    const isTidied = compress !== undefined || keep.files !== undefined || keep.bytes !== undefined;
    return this.settings.rotate !== undefined || keep.days !== undefined || (this.#template.isDated && isTidied);
  }

  pathFor(record: LogRecord | undefined, now: number): string {
    return this.#template.expand(record, this.#calendar, now);
  }
}

/**
 * Checks the options of files for a kind of records.
 *
 * @throws TailraceError Where one is wrong.
 */
export function checkFileSet(owner: string, options: FileSetOptions): void {
  checkOptions<object>(owner, options, {
    filename: { type: 'string', required: true, minLength: 1 },
    ...FILE_SET_RULES,
  });
}

/** A path that has the day or the hour itself need not be rotated for it. */
function rotates(template: PathTemplate, rotate: FileSetOptions['rotate']): boolean {
  if (!template.isDated) return true;
  return rotate === 'hourly' && !template.fields.has('hour');
}

function isTime(field: string): boolean {
  return field === 'date' || field === 'hour';
}

function namingOf(
  template: PathTemplate,
  { fs, calendar, mode }: FileSetBase,
  winston: WinstonNaming | undefined,
  kept: number | undefined,
): FileNaming {
  if (winston === undefined) return new DatedNaming(template, fs, mode);
  const path = template.expand(undefined, calendar, 0);
  return winston.tailable
    ? new ShiftingNaming(path, fs, kept)
    : new IncrementingNaming(path, fs, winston.format, winston.overshoots === true ? kept : undefined);
}
